/** The plugin `pulumi-resource-servers`. */
import { serve } from "../../../../tools/offline/providers/server/serve.ts";
import { provider } from "./provider.ts";

await serve(provider);
