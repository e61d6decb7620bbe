/** A screenshot's code is legible at this; a photograph of twelve megapixels would take an old phone too long. */
const LONGEST_SIDE = 2000;

/** A picture as it looks turned clockwise by so many degrees, on white. @throws where the phone gives no canvas */
export type Turning = (degrees: number) => ImageData;

/** @throws for a file that is no picture, or one that the phone cannot show */
export async function openPicture(file: Blob): Promise<Turning> {
  const address = URL.createObjectURL(file);
  try {
    const image = await load(address);
    return (degrees) => draw(image, image.naturalWidth, image.naturalHeight, LONGEST_SIDE, degrees);
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
export function draw(
  source: CanvasImageSource,
  width: number,
  height: number,
  longest: number,
  degrees = 0,
): ImageData {
  const scale = Math.min(1, longest / Math.max(width, height));
  const turn = (degrees * Math.PI) / 180;
  const [across, down] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(scale * (width * across + height * down));
  canvas.height = Math.round(scale * (width * down + height * across));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  // What is transparent in a picture is white to whoever looks at it.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate(turn);
  context.scale(scale, scale);
  context.drawImage(source, -width / 2, -height / 2, width, height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}
