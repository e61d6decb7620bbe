/** What a hand can begin on a page that is for other windows: to carry a text out or a file in, or to open a menu. */
const BEGUN = ['dragstart', 'dragover', 'drop', 'contextmenu'] as const;

/** Nothing is carried out of the kiosk's page or into it, no menu opens, and no script of the page closes its window. */
export function stayInside(): void {
  // Electron closes a window for its page without asking: its `close` event, which would refuse, is not sent then.
  Object.defineProperty(window, 'close', { value: () => undefined, writable: false, configurable: false });
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
