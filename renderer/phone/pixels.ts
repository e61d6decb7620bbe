/** A screenshot's code is legible at this; a photograph of twelve megapixels would take an old phone too long. */
const LONGEST_SIDE = 2000;

/** @throws for a file that is no picture, or one that the phone cannot show */
export async function pixelsOf(file: Blob): Promise<ImageData> {
  const address = URL.createObjectURL(file);
  try {
    const image = await load(address);
    return draw(image, image.naturalWidth, image.naturalHeight, LONGEST_SIDE);
  } finally {
    URL.revokeObjectURL(address);
  }
}

function load(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image();
    image.onload = () => {
      resolve(image);
    };
    image.onerror = () => {
      reject(new Error('no picture'));
    };
    image.src = address;
  });
}

/** @throws where it has no size, or the phone gives no canvas */
export function draw(source: CanvasImageSource, width: number, height: number, longest: number): ImageData {
  const scale = Math.min(1, longest / Math.max(width, height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  // What is transparent in a picture is white to whoever looks at it.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
