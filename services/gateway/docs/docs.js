// A file of its own: the page's policy allows no script inside the page.
globalThis.SwaggerUIBundle({
  url: "/api/docs/json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  filter: true,
  // Nothing is sent to anybody else's server.
  validatorUrl: null,
});
