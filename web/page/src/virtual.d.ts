declare module "virtual:examples" {
  /** An example of the menu. */
  export interface Example {
    group: string;
    title: string;
    issues: string[];
    manifests: string;
    settings: string;
    oldObjects: string;
  }
  const examples: Example[];
  export default examples;
}

declare module "*/hosts_pages.js" {
  /** The page of each rule about nodes, by its id. */
  const pages: Record<string, string>;
  export default pages;
}
