import address from '../../../resources/fonts/noto-sans-sc.ttf?url';

/** The font that reports are written in (resources/fonts), from beside the page. @returns `null`: nobody answers */
export async function fontFile(): Promise<Uint8Array | null> {
  try {
    const response = await fetch(address);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
