// file-upload.js: sends a large file piece by piece to data-url and goes on where it was cut: after a lost connection by
// itself, after a closed page when the same file is chosen again. The server alone knows how much is there.
//   <file-upload data-url="…" data-piece="8388608"> <input type="file"> <p class="upload__told"> <progress>

const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30_000;

customElements.define(
  "file-upload",
  class extends HTMLElement {
    connectedCallback() {
      this.hidden = false;
      this.input = this.querySelector("input[type=file]");
      this.told = this.querySelector(".upload__told");
      this.bar = this.querySelector("progress");
      this.input.addEventListener("change", () => this.input.files[0] && this.send(this.input.files[0]));
      this.onLeaving = (event) => this.isSending && event.preventDefault();
      addEventListener("beforeunload", this.onLeaving);
    }

    disconnectedCallback() {
      this.isGone = true;
      removeEventListener("beforeunload", this.onLeaving);
    }

    async send(file) {
      const key = encodeURI(`${file.size}:${file.lastModified}:${file.name}`).slice(0, 300); // headers are ASCII
      this.isSending = true;
      this.input.disabled = true;
      this.bar.hidden = false;
      this.bar.max = file.size || 1;
      let wait = FIRST_WAIT;
      let offset = null; // not known
      while (!this.isGone) {
        try {
          offset ??= await this.known(key);
          if (offset >= file.size) break;
          this.say(`Sending ${file.name} …`, offset);
          offset = await this.piece(file, key, offset);
          wait = FIRST_WAIT;
        } catch (error) {
          if (error.isFinal) return this.stop(error.message);
          this.say("The connection is lost. The upload goes on by itself when it is back; leave this page open.", offset);
          offset = null;
          await online(wait);
          wait = Math.min(LONGEST_WAIT, wait * 2);
        }
      }
      this.isSending = false;
      this.say("All of it is here. It is being looked at.", file.size);
    }

    async known(key) {
      const state = await read(await fetch(this.dataset.url, { headers: { Accept: "application/json" } }));
      return state.key === key ? state.offset : 0;
    }

    async piece(file, key, offset) {
      const answer = await fetch(this.dataset.url, {
        method: "PATCH",
        headers: {
          "Content-Type": "application/offset+octet-stream",
          "X-CSRFToken": document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "",
          "Upload-Key": key,
          "Upload-Length": String(file.size),
          "Upload-Offset": String(offset),
        },
        body: file.slice(offset, offset + Number(this.dataset.piece)),
      });
      return (await read(answer)).offset;
    }

    say(text, offset) {
      this.told.textContent = text;
      if (offset !== null) this.bar.value = offset;
    }

    stop(reason) {
      this.isSending = false;
      this.input.disabled = false;
      this.told.textContent = reason;
    }
  },
);

async function read(answer) {
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  const error = new Error(body.message ?? `The server answered ${answer.status}. Choose the file again.`);
  // Busy and away pass; so does a piece that somebody else's tab has sent already.
  error.isFinal = answer.status < 500 && !(answer.status === 409 && /Go on from there|in a moment/.test(error.message));
  throw error;
}

// After a pause, or as soon as the browser is online again.
function online(wait) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      resolve();
    };
    const timer = setTimeout(done, wait);
    addEventListener("online", done);
  });
}
