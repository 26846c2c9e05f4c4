import { defineConfig } from "vite";
import { examples } from "./examples.plugin.ts";

// Relative, so that the page works in any folder of any server.
export default defineConfig({
  base: "./",
  // What is not there is not found, instead of being the playground once more.
  appType: "mpa",
  plugins: [examples()],
  server: { host: "127.0.0.1", port: 5173, fs: { allow: ["../.."] } },
  preview: { host: "127.0.0.1", port: 4173, strictPort: true },
  build: { target: "es2022", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 1000 },
});
