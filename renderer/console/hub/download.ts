/** Hands a file to the browser, which keeps it where it keeps what is downloaded. */
export function download(name: string, file: Blob): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it when this runs, and keeps what it reads.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, READ_WITHIN_MS);
}

const READ_WITHIN_MS = 60_000;
