/** The one door of saxes: XML text into a tree. */
import { SaxesParser } from 'saxes';
import { fail, ok, type Result } from '../base/result.ts';

/** An element with what is in it; text is that between its tags, without that of its children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: XmlElement[];
  text: string;
}

/**
 * Reads a whole XML document; one that is cut off, or not well-formed, is a failure which says where. Names
 * keep their prefixes; nothing outside of the text is looked up.
 */
export function parseXml(text: string): Result<XmlElement, string> {
  const parser = new SaxesParser({ xmlns: false, position: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let wrong: string | undefined;
  parser.on('error', (error) => {
    wrong ??= error.message;
  });
  parser.on('opentag', ({ name, attributes }) => {
    open.push({ name, attributes, children: [], text: '' });
  });
  parser.on('text', (piece) => {
    const top = open.at(-1);
    if (top) top.text += piece;
  });
  parser.on('closetag', () => {
    const done = open.pop();
    if (!done) return;
    const parent = open.at(-1);
    if (parent) parent.children.push(done);
    else root = done;
  });
  parser.write(text).close();
  if (wrong !== undefined) return fail(wrong);
  return root ? ok(root) : fail('it is empty');
}

/** The first element at a path of names below `element`. */
export function xmlAt(element: XmlElement, path: string): XmlElement | undefined {
  let at: XmlElement | undefined = element;
  for (const name of path.split('/')) at = at?.children.find((child) => child.name === name);
  return at;
}

/** All children of an element by one name. */
export const xmlAll = (element: XmlElement | undefined, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];
