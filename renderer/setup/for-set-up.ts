/**
 * Whether a text that the camera has read, or a scanner typed, is meant for set-up: tickets of any release. What it sets up
 * is the main process's to find out.
 */
export function isForSetUp(text: string): boolean {
  return /^DSE\d+:/u.test(text.trim());
}
