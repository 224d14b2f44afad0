import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * `CLOUDPOS_API` (development server only): where `/api` and `/health` are forwarded to. The default is the
 * stack that `./cloudpos up` starts; its certificate comes from the stack's own CA, so it is not checked here.
 */
const apiTarget = process.env["CLOUDPOS_API"] ?? "https://localhost";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "dist",
    target: "es2023",
    // The production Content-Security-Policy allows no data: URLs.
    assetsInlineLimit: 0,
    rolldownOptions: {
      // The contracts are schemas as well as types; a schema nobody asks for is no reason to ship typebox.
      treeshake: { manualPureFunctions: ["Type", "Strict", "ListOf", "PageOf", "Text"] },
      output: {
        // Libraries change rarely: a chunk of its own stays cached when the app is updated. One for Mantine would
        // hold whatever any page needs of it, and the register would load the back office.
        codeSplitting: {
          groups: [{ name: "react", test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// }],
        },
      },
    },
  },
  server: {
    port: 5173,
    proxy: Object.fromEntries(
      ["/api", "/health"].map((path) => [path, { target: apiTarget, changeOrigin: true, secure: false }]),
    ),
  },
});
