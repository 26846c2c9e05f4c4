/** What a link carries. */
export interface State {
  manifests: string;
  settings: string;
  oldObjects: string;
}

/** What a link cannot be opened for, as a sentence. */
export interface Broken {
  problem: string;
}

/** The form of the fragments that this version writes. */
const FORM = "1.";

/** The longest fragment. Firefox takes addresses of 1,048,572 characters (`network.standard-url.max-length`, less 4), Chromium twice as many (`url::kMaxURLChars`). */
const MOST = 1_000_000;

/** The state as the fragment of a link; `undefined` where no browser would be sure to open that. */
export async function encode(state: State): Promise<string | undefined> {
  const json = JSON.stringify([state.manifests, state.settings, state.oldObjects]);
  const bytes = await through(new Blob([json]).stream().pipeThrough(new CompressionStream("deflate-raw")));
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  const fragment = FORM + btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  return fragment.length > MOST ? undefined : fragment;
}

/** The state of a fragment; `undefined` where it is empty or not ours. */
export async function decode(fragment: string): Promise<State | Broken | undefined> {
  // What stands behind a link in a sentence is often taken for a part of it.
  const text = fragment.replace(/^#/, "").replace(/[^\w-]+$/, "");
  if (!/^\d+\./.test(text)) return undefined;
  if (!text.startsWith(FORM)) return { problem: "The link is from another version of the playground, so it is not opened; reload the page once, or ask for the text itself." };
  try {
    const packed = Uint8Array.from(atob(text.slice(FORM.length).replace(/-/g, "+").replace(/_/g, "/")), (unit) => unit.charCodeAt(0));
    const bytes = await through(new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw")));
    const [manifests, settings, oldObjects] = JSON.parse(new TextDecoder().decode(bytes)) as unknown[];
    const isText = (value: unknown): value is string => typeof value === "string";
    if (isText(manifests) && isText(settings) && isText(oldObjects)) return { manifests, settings, oldObjects };
  } catch {
    // It is said below.
  }
  return { problem: "The link is not complete, so it is not opened; copy all of it." };
}

async function through(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).arrayBuffer());
}
