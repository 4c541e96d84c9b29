"""Every page, and every state of the editor: who looks at it, where it is, and how it comes about."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Page, expect

from tests.browser.conftest import size_field
from tests.manifest.importing.fixture_files import read

MEMORY = "/spec/template/spec/domain/memory/guest"
DISKS = "/spec/template/spec/domain/devices/disks"
USER_DATA = "/spec/template/spec/volumes/1/cloudInitNoCloud/userData"
_OTHERS = count(300)


def as_it_opens(_: Page) -> None:
    """Nothing needs to happen."""


@dataclass(frozen=True)
class State:
    who: str
    path: str
    comes_about: Callable[[Page], None] = as_it_opens


def tab(name: str, shown: str) -> Callable[[Page], None]:
    def choose(page: Page) -> None:
        page.get_by_role("tab", name=name, exact=True).click()
        expect(page.locator(shown).first).to_be_visible()

    return choose


yaml = tab("YAML", "yaml-editor .cm-content")
diagram = tab("Diagram", "#workspace-diagram .box")


def completion(page: Page) -> None:
    yaml(page)
    page.evaluate(
        """() => {
          const { view } = document.querySelector("yaml-editor");
          view.focus();
          view.dispatch({ selection: { anchor: view.state.doc.toString().indexOf("Always") } });
        }"""
    )
    page.keyboard.press("Control+Space")
    expect(page.locator("yaml-editor .cm-tooltip-autocomplete")).to_be_visible()


def text_search(page: Page) -> None:
    yaml(page)
    page.locator("yaml-editor .cm-line").first.click()
    page.keyboard.press("Control+f")
    expect(page.locator("yaml-editor .cm-search")).to_be_visible()


def field_search(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("memory")
    expect(page.get_by_role("option").first).to_be_visible()


def nothing_found(page: Page) -> None:
    page.locator("h1").click()
    page.keyboard.press("/")
    page.keyboard.type("zebra")
    expect(page.get_by_text("No setting of that name.")).to_be_visible()


def inspector(page: Page) -> None:
    diagram(page)
    page.locator("#workspace-diagram .box--broken, #workspace-diagram .box--faulty").first.click()
    expect(page.locator("#wiring-inspector")).to_be_visible()


def palette(page: Page) -> None:
    diagram(page)
    page.locator("#wiring-palette > summary").click()


def keys_of_the_diagram(page: Page) -> None:
    diagram(page)
    page.get_by_role("button", name="Keys").click()
    expect(page.locator("#wiring-keys")).to_be_visible()


def tables(page: Page) -> None:
    diagram(page)
    page.locator("#wiring-twin > summary").click()


def conflict(page: Page) -> None:
    """Somebody else saves the same value, and the page does not hear of it."""
    page.route("**/updates/**", lambda route: route.abort())
    page.evaluate(
        """value => {
          const root = document.getElementById("workspace");
          const token = document.cookie.match(/csrftoken=([^;]+)/)[1];
          const command = {
            do: "edits", version: Number(root.dataset.version), level: "essentials", panes: [],
            edits: [{ pointer: "/spec/template/spec/domain/memory/guest", value }],
          };
          return fetch(`${root.dataset.url}edits/`, {
            method: "POST",
            headers: { "Content-Type": "application/json", "X-CSRFToken": token },
            body: JSON.stringify(command),
          });
        }""",
        f"{next(_OTHERS)}Mi",
    )
    size_field(page, MEMORY).fill(f"{next(_OTHERS)}Mi")
    expect(page.get_by_role("heading", name="Your text, not saved")).to_be_visible()
    page.unroute("**/updates/**")


def everything_open(page: Page) -> None:
    for _ in range(12):
        fold = page.locator("#draft-form [data-fold]").first
        if not fold.count():
            break
        at = fold.get_attribute("data-fold")
        fold.evaluate("link => link.click()")
        expect(page.locator(f'#draft-form [data-fold="{at}"]')).to_have_count(0)
    page.evaluate("document.querySelectorAll('#draft-form details').forEach(one => { one.open = true; })")


def cloud_init_text(page: Page) -> None:
    page.get_by_role("tab", name="As text", exact=True).first.click()


def export_dialog(page: Page) -> None:
    page.locator("#workspace-foot summary").click()
    page.get_by_role("link", name="Copy as …").click()
    expect(page.locator("#export-dialog")).to_be_visible()
    expect(page.locator("#export-dialog h2").first).to_be_visible()


def download_menu(page: Page) -> None:
    page.locator("#workspace-foot summary").click()


def report(page: Page) -> None:
    page.locator("#text").fill(read("kubectl-get.yaml"))
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="What is in the file")).to_be_visible()


def unreadable(page: Page) -> None:
    page.locator("#text").fill("a: ]\n")
    page.get_by_role("button", name="Look at it").click()
    expect(page.get_by_role("heading", name="It cannot be read")).to_be_visible()


PAGES = {
    "sign-in": State("", "/login/"),
    "dashboard": State("ada", "/"),
    "machines": State("max", "/machines/"),
    "no machines": State("max", "/machines/?q=zebra"),
    "machine": State("max", "/machines/{running}/"),
    "failed machine": State("max", "/machines/{failed}/"),
    "configuration": State("max", "/machines/{running}/configuration/"),
    "serial console": State("max", "/machines/{running}/console/?view=serial"),
    "screen": State("max", "/machines/{running}/console/?view=screen"),
    "no console": State("max", "/machines/{failed}/console/"),
    "delete a machine": State("ada", "/machines/{running}/delete/"),
    "drafts": State("max", "/drafts/"),
    "delete a draft": State("max", "/drafts/{plain}/delete/"),
    "start": State("max", "/drafts/new/"),
    "start, a blueprint chosen": State("max", "/drafts/new/?blueprint=tiny-kept"),
    "start, nothing found": State("max", "/drafts/new/?q=zebra"),
    "start from scratch": State("max", "/drafts/new/?way=scratch"),
    "start from one of mine": State("max", "/drafts/new/?way=copy"),
    "import": State("max", "/drafts/import/"),
    "import, report": State("max", "/drafts/import/", report),
    "import, unreadable": State("max", "/drafts/import/", unreadable),
    "export": State("max", "/machines/{running}/export/"),
    "blueprints": State("ada", "/blueprints/"),
    "blueprint": State("ada", "/blueprints/tiny-kept/"),
    "edit a blueprint": State("ada", "/blueprints/tiny-kept/edit/"),
    "blueprint of a machine": State("ada", "/blueprints/new/?machine={running}"),
    "blueprint of something": State("ada", "/blueprints/new/"),
    "sizes": State("ada", "/sizes/"),
    "schemas": State("ada", "/schemas/"),
    "schema": State("ada", "/schemas/{schema}/"),
    "new schema": State("ada", "/schemas/new/"),
    "requests": State("ada", "/requests/"),
    "request": State("ada", "/requests/{request}/"),
    "secrets": State("max", "/secrets/"),
    "secret": State("max", "/secrets/{secret}/"),
    "new secret": State("max", "/secrets/new/"),
    "volumes": State("max", "/volumes/"),
    "volume": State("max", "/volumes/{volume}/"),
    "new volume": State("max", "/volumes/new/"),
    "copy of a volume": State("max", "/volumes/new/?from=pvc"),
    "images": State("ada", "/images/"),
    "image": State("ada", "/images/1/"),
    "import an image": State("ada", "/images/new/?from=http"),
    "profile": State("max", "/profile/"),
    "password": State("max", f"/drafts/{{plain}}/password/?at={USER_DATA}"),
    "keep in a secret": State("max", f"/drafts/{{plain}}/keep/?at={USER_DATA}"),
    "nothing": State("max", "/nothing/"),
}
EDITOR = {
    "essentials": State("max", "/drafts/{plain}/"),
    "no findings": State("max", "/drafts/{clean}/"),
    "errors": State("max", "/drafts/{broken}/"),
    "torn YAML": State("max", "/drafts/{torn}/"),
    "locked": State("max", "/drafts/{locked}/?fields=all"),
    "all fields, all open": State("max", "/drafts/{full}/?fields=all", everything_open),
    "long lists": State("max", f"/drafts/{{many}}/?fields=all&open={DISKS}/1", everything_open),
    "cloud-init as text": State("max", "/drafts/{plain}/", cloud_init_text),
    "search": State("max", "/drafts/{plain}/", field_search),
    "search, nothing found": State("max", "/drafts/{plain}/", nothing_found),
    "YAML": State("max", "/drafts/{plain}/", yaml),
    "YAML with errors": State("max", "/drafts/{broken}/", yaml),
    "YAML, completion": State("max", "/drafts/{plain}/", completion),
    "YAML, search": State("max", "/drafts/{plain}/", text_search),
    "XML": State("max", "/drafts/{plain}/", tab("libvirt XML", ".domain-xml__lines")),
    "no XML": State("max", "/drafts/{broken}/", tab("libvirt XML", "#workspace-xml .empty")),
    "history": State("max", "/drafts/{edited}/", tab("History", ".draft-history__list")),
    "no history": State("max", "/drafts/{clean}/", tab("History", "#workspace-history .empty")),
    "version": State("max", "/drafts/{edited}/versions/1/"),
    "diagram": State("max", "/drafts/{full}/", diagram),
    "diagram, inspector": State("max", "/drafts/{loose}/", inspector),
    "diagram, palette": State("max", "/drafts/{full}/", palette),
    "diagram, keys": State("max", "/drafts/{full}/", keys_of_the_diagram),
    "diagram as tables": State("max", "/drafts/{loose}/", tables),
    "download menu": State("max", "/drafts/{plain}/", download_menu),
    "export dialog": State("max", "/drafts/{plain}/", export_dialog),
    "conflict": State("max", "/drafts/{contested}/", conflict),
}
STATES = PAGES | {f"editor: {name}": state for name, state in EDITOR.items()}
