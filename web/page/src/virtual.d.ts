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
