/** Entry of the plugin that the Pulumi engine starts. */
import { serve } from "../server/serve.ts";
import { provider } from "./provider.ts";

await serve(provider);
