declare module "virtual:examples" {
  /** An example of the menu. */
  export interface Example {
    group: string;
    title: string;
    threads: string[];
    manifests: string;
    settings: string;
    before: string;
  }
  const examples: Example[];
  export default examples;
}
