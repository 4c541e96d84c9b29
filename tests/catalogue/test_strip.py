"""A manifest made fit for others."""

from vms import catalogue
from vms.manifest import from_yaml
from vms.schema import exists, get

TEXT = """\
# The shop's web server
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: shop
  namespace: blue
  uid: 0b6d
spec:
  template:
    spec:
      domain:
        firmware:
          uuid: 5d307ca9-b3ef-428c-8861-06e72d69f223
        devices:
          interfaces:
            - name: default
              macAddress: 52:54:00:00:00:01  # from the list
              masquerade: {}
      volumes:
        - name: seed
          cloudInitNoCloud:
            userData: |
              #cloud-config
              # Who may enter
              password: hunter2
              hostname: shop
              chpasswd:
                expire: false
                list: "root:hunter3"
              users:
                - name: ann
                  hashed_passwd: $6$abc
                  ssh_authorized_keys: [ssh-ed25519 AAAA ann]
              ssh_keys:
                rsa_private: secret
        - name: other
          cloudInitNoCloud:
            secretRef: {name: blue-secret}
        - name: script
          cloudInitConfigDrive:
            userDataBase64: aGk=
            networkData: "macaddress: 52:54"
"""


def test_a_text_loses_who_the_machine_was_and_its_secrets() -> None:
    done = catalogue.stripped(TEXT, "web")
    document = from_yaml(done.text)

    assert get(document, "/metadata") == {"name": "web"}
    assert not exists(document, "/spec/template/spec/domain/firmware")
    assert not any(
        secret in done.text for secret in ("hunter2", "hunter3", "$6$", "rsa_private", "52:54:00:00")
    )
    assert "# The shop's web server" in done.text
    assert "# Who may enter" in done.text
    assert "hostname: shop" in done.text
    assert "The UUID: each machine gets its own." in done.removed
    assert "seed: /password of the user data." in done.removed


def test_a_text_without_any_of_that_stays_as_it_is() -> None:
    text = "kind: VirtualMachine\nmetadata: {name: web}\n"

    assert catalogue.stripped(text, "web") == catalogue.Stripped(text, (), ())


def test_what_only_a_person_can_judge_is_named() -> None:
    look = "\n".join(catalogue.stripped(TEXT, "web").look)

    assert "SSH keys" in look
    assert "Secret of the team" in look
    assert "encoded" in look
    assert "MAC addresses" in look


def test_a_script_that_speaks_of_secrets_is_named() -> None:
    text = TEXT.replace("#cloud-config", "#!/bin/sh")

    done = catalogue.stripped(text, "web")

    assert "hunter2" in done.text
    assert any("speaks of password" in sentence for sentence in done.look)


def test_what_an_alias_repeats_is_taken_out_too() -> None:
    text = TEXT.replace("            - name: default", "            - &card\n              name: default")
    text = text.replace(
        "              masquerade: {}\n", "              masquerade: {}\n            - *card\n"
    )

    done = catalogue.stripped(text, "web")

    assert "52:54:00" not in done.text
