import { join } from 'node:path';
import ts from 'typescript';

const RENDERER = join(import.meta.dirname, '../../renderer');

/** What a kiosk's window is made of: no catalogue, and no page of the design system, which shows what is shown anyhow. */
function isOfTheWindow({ fileName, isDeclarationFile }: ts.SourceFile): boolean {
  const path = fileName.replaceAll('\\', '/');
  const [, inside = ''] = path.split('/renderer/');
  const isOther = /^(text|console\/text|setup\/text|design)\//.test(inside);
  return !isDeclarationFile && !path.includes('/node_modules/') && inside !== '' && !isOther;
}

/** The window's source as the compiler reads it, with its types. */
export function windowSource(): { files: readonly ts.SourceFile[]; types: ts.TypeChecker } {
  const config = join(RENDERER, 'tsconfig.json');
  const { fileNames, options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(config, (path) => ts.sys.readFile(path)).config,
    ts.sys,
    RENDERER,
  );
  const program = ts.createProgram(fileNames, options);
  return { files: program.getSourceFiles().filter(isOfTheWindow), types: program.getTypeChecker() };
}

function visit(node: ts.Node, look: (node: ts.Node) => void): void {
  look(node);
  ts.forEachChild(node, (child) => {
    visit(child, look);
  });
}

/**
 * Every string that stands in the source, and each one that a pattern can become by the closed unions it is made of:
 * `camera.${CameraState}.says` is one for each state of a camera. A pattern with any string in it is none.
 */
export function stringsOf({ files, types }: ReturnType<typeof windowSource>): Set<string> {
  const found = new Set<string>();
  const look = (node: ts.Node): void => {
    if (!ts.isStringLiteral(node) && !ts.isTemplateLiteral(node)) return;
    if (!ts.isTemplateExpression(node)) {
      found.add(node.text);
      return;
    }
    const written = types.getTypeAtLocation(node);
    // Of a type that is a parameter, as much as it may be.
    const type = types.getBaseConstraintOfType(written) ?? written;
    for (const one of type.isUnion() ? type.types : [type]) if (one.isStringLiteral()) found.add(one.value);
  };
  for (const file of files) visit(file, look);
  return found;
}

const HAN = /\p{Script=Han}/u;
const LETTERS = /\p{L}{2}/u;
/** A word with a capital, and another after it. */
const SENTENCE = /\p{Lu}[\p{Ll}’']* +\p{Ll}/u;
/** What is read out or shown beside what the tag holds. */
const SAID = new Set([
  'aria-label',
  'aria-description',
  'aria-roledescription',
  'alt',
  'title',
  'placeholder',
  'label',
]);

/** Words for people that stand in the screens themselves, where no other language can take their place. */
export function wordsIn(files: readonly ts.SourceFile[]): string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && LETTERS.test(node.text)) found.push(node.text.trim());
    if (!ts.isStringLiteralLike(node) && !isTemplatePart(node)) return;
    if (HAN.test(node.text) || SENTENCE.test(node.text) || (isSaid(node) && LETTERS.test(node.text)))
      found.push(node.text);
  };
  for (const file of files) visit(file, look);
  return found;
}

function isTemplatePart(node: ts.Node): node is ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail {
  return ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

/** A tag's child, `{'so'}`, or an attribute that is read out. */
function isSaid({ parent }: ts.Node): boolean {
  if (ts.isJsxExpression(parent)) return ts.isJsxElement(parent.parent) || isSaid(parent);
  return ts.isJsxAttribute(parent) && SAID.has(parent.name.getText());
}
