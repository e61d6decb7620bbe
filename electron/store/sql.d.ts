/** The bundler hands over a migration as text, so that the packaged app has no file to lose. */
declare module '*.sql?raw' {
  const text: string;
  export default text;
}
