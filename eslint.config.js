import js from "@eslint/js";
import tseslint from "typescript-eslint";

// Type-aware rules are kept to the few that catch lost errors; `tsc --build` does the rest.
export default tseslint.config(
  { ignores: ["**/node_modules/", ".build/", "frontend/dist/", "**/*.d.ts"] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js", "*.ts", "services/gateway/docs/*.js"] },
      },
    },
    rules: {
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "no-undef": "off",
      eqeqeq: "error",
    },
  },
  {
    files: ["**/*.ts", "**/*.tsx"],
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: false }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  // The web app is built in layers: app -> features -> components -> lib. No feature knows another one; what two of
  // them need together is put together in app, or belongs into components or lib.
  layer("frontend/src/lib/**", "^(\\.\\./)+(app|features|components)/", "lib knows nothing above it."),
  layer("frontend/src/components/**", "^(\\.\\./)+(app|features)/", "Components know lib only."),
  layer(
    "frontend/src/features/*/*.{ts,tsx}",
    "^\\.\\./(?!\\.\\./(lib|components)/)",
    "A feature knows components and lib, no other feature, not app.",
  ),
  layer(
    "frontend/src/features/*/*/*.{ts,tsx}",
    "^\\.\\./\\.\\./(?!\\.\\./(lib|components)/)",
    "A feature knows components and lib, no other feature, not app.",
  ),
);

/** What files of a layer must not import, by a pattern of the specifier. */
function layer(files, regex, message) {
  return {
    files: [files],
    rules: { "no-restricted-imports": ["error", { patterns: [{ regex, message }] }] },
  };
}
