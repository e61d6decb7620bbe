/** ISO/IEC 15424: QR code, Data Matrix, Aztec and PDF417; nothing that is judged begins with `]`. */
const AIM_PREFIX = /^\](?:Q[0-6]|d[0-6]|z[0-9A-C]|L[0-5])/u;

export const AIM_LENGTH = 3;

/** Whether a text begins with the symbology that some scanners say first. */
export function hasAim(text: string): boolean {
  return AIM_PREFIX.test(text);
}
