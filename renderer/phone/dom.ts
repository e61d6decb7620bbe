/** What a part of the page has: attributes as they are written, text, or other parts. */
type Attributes = Readonly<Record<string, string>>;
type Child = Node | string;

/** Makes an element. No text of anybody's becomes markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const name of Object.keys(attributes)) element.setAttribute(name, attributes[name] ?? '');
  for (const child of children) element.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

export function makeSvg(tag: string, attributes: Attributes, ...children: readonly Node[]): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const name of Object.keys(attributes)) element.setAttribute(name, attributes[name] ?? '');
  for (const child of children) element.appendChild(child);
  return element;
}

/** A button that does something when it is pressed. */
export function makeButton(says: string, name: string, press: () => void): HTMLButtonElement {
  const button = make('button', { type: 'button', class: 'button', 'data-do': name }, says);
  button.addEventListener('click', press);
  return button;
}

/** Puts parts in the place of all that was there. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  while (parent.firstChild !== null) parent.removeChild(parent.firstChild);
  for (const child of children) parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
}
