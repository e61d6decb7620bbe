/** Of venues and gates; the console checks what is typed by the same. */
export { placeName as name } from '../shared/place-name.ts';
