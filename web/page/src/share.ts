/** What a link carries. */
export interface State {
  manifests: string;
  settings: string;
  oldObjects: string;
}

const FORM = "1.";

/** The state as the fragment of a link. */
export async function encode(state: State): Promise<string> {
  const json = JSON.stringify([state.manifests, state.settings, state.oldObjects]);
  const bytes = await through(new Blob([json]).stream().pipeThrough(new CompressionStream("deflate-raw")));
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return FORM + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The state of a fragment; `undefined` where it is empty or not ours. */
export async function decode(fragment: string): Promise<State | undefined> {
  const text = fragment.replace(/^#/, "");
  if (!text.startsWith(FORM)) return undefined;
  try {
    const packed = Uint8Array.from(atob(text.slice(FORM.length).replace(/-/g, "+").replace(/_/g, "/")), (unit) => unit.charCodeAt(0));
    const bytes = await through(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")));
    const [manifests, settings, oldObjects] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
    const isText = (value: unknown): value is string => typeof value === "string";
    return isText(manifests) && isText(settings) && isText(oldObjects) ? { manifests, settings, oldObjects } : undefined;
  } catch {
    return undefined;
  }
}

async function through(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}
