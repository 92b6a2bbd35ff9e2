import { findSourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * The calls in the files of this project that led to an error, as lines of a stack trace. They come from V8's own
 * records, so no message can add a line. Empty where the stack was read before: then it is only text.
 */
export function framesOf(error: Error): string[] {
  const root = rootOf(sitesOf(new Error()));
  return sitesOf(error)
    .map((site) => ({ site, place: placeOf(site) }))
    .filter(({ place }) => place.startsWith(root) && !place.includes('/node_modules/'))
    .map(({ site, place }) => {
      // A function's name may be any text.
      const name = /^[\w$.]{1,99}$/.exec(site.getFunctionName() ?? '')?.[0];
      return `    at ${site.isAsync() ? 'async ' : ''}${name ? `${name} (${place})` : place}`;
    });
}

/** V8 asks for the form of a stack when it is read for the first time. */
function sitesOf(error: Error): readonly NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  let sites: readonly NodeJS.CallSite[] = [];
  Error.prepareStackTrace = (_, structured) => {
    sites = structured;
    return error.name;
  };
  try {
    String(error.stack);
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
  return sites;
}

/** The folder of the project, or of a bundle: that of this file, from which the first call comes. */
const rootOf = ([own]: readonly NodeJS.CallSite[]): string =>
  own ? placeOf(own).replace(/lib\/stack\.ts:[\d:]+$|[^/]+$/, '') : '';

/** `<path>:<line>:<column>` of a call, in the source file where source maps are enabled. */
function placeOf(site: NodeJS.CallSite): string {
  const file = site.getFileName() ?? '';
  const [line, column] = [site.getLineNumber() ?? 0, site.getColumnNumber() ?? 0];
  const origin = findSourceMap(file)?.findOrigin(line, column);
  const place = origin && 'fileName' in origin ? origin : { fileName: file, lineNumber: line, columnNumber: column };
  const path = place.fileName.startsWith('file:') ? fileURLToPath(place.fileName) : place.fileName;
  return `${path}:${place.lineNumber}:${place.columnNumber}`;
}
