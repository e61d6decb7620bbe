/** What a hand can begin on a page that is for other windows: to carry a text out or a file in, or to open a menu. */
const BEGUN = ['dragstart', 'dragover', 'drop', 'contextmenu'] as const;

/** Nothing is carried out of the kiosk's page or into it, and no menu opens. */
export function stayInside(): void {
  for (const begun of BEGUN) {
    window.addEventListener(
      begun,
      (event) => {
        event.preventDefault();
      },
      { capture: true },
    );
  }
}
