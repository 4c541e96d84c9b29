/* frame INTERFACE: send each line of hexadecimal digits on standard input as one Ethernet frame, as it stands.
 * For tests of what a guest's card may say: the kernel's own network would not lie. Without a C library, for
 * every kilobyte in the guest is unpacked at its start. */
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/syscall.h>

static long call(long number, long a, long b, long c, long d, long e, long f) {
  long answer;
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(answer)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return answer;
}

static int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  return -1;
}

static int work(int count, char **arguments) {
  static struct ifreq request;
  static struct sockaddr_ll to;
  static unsigned char frame[1514];
  int length = 0, half = -1;
  char letter;
  if (count != 2) return 2;
  for (int i = 0; arguments[1][i] && i < IFNAMSIZ - 1; i++) request.ifr_name[i] = arguments[1][i];
  long wire = call(SYS_socket, 17 /* AF_PACKET */, 3 /* SOCK_RAW */, 0, 0, 0, 0);
  if (wire < 0 || call(SYS_ioctl, wire, SIOCGIFINDEX, (long)&request, 0, 0, 0) < 0) return 1;
  to.sll_family = 17;
  to.sll_ifindex = request.ifr_ifindex;
  while (call(SYS_read, 0, (long)&letter, 1, 0, 0, 0) == 1) {
    int value = digit(letter);
    if (value >= 0 && half < 0) {
      half = value;
    } else if (value >= 0) {
      if (length < (int)sizeof frame) frame[length++] = half << 4 | value;
      half = -1;
    } else if (letter == '\n' && length) {
      if (call(SYS_sendto, wire, (long)frame, length, 0, (long)&to, sizeof to) < 0) return 1;
      length = 0;
    }
  }
  return 0;
}

__attribute__((used)) static void begin(long *stack) {
  call(SYS_exit_group, work((int)stack[0], (char **)(stack + 1)), 0, 0, 0, 0, 0);
}

__asm__(".globl _start\n_start:\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
