/**
 * CloudPOS, all of it: settings in, what runs, how it runs, outputs out.
 */
import { createCertificateAuthority } from "./foundation/tls.ts";
import { createImages } from "./foundation/images.ts";
import { createSecrets } from "./foundation/secrets.ts";
import { createServers } from "./foundation/servers/index.ts";
import { createPlatform } from "./platforms/index.ts";
import { loadSettings, refuseWhatIsNotYetAvailable } from "./settings.ts";
import { DEMO_ACCESS } from "./workloads/demo.ts";
import { declareSystem, origin } from "./workloads/index.ts";

const settings = loadSettings();
refuseWhatIsNotYetAvailable(settings);

const system = declareSystem(settings);

const servers = createServers(settings);
const platform = await createPlatform(settings, servers);
const images = await createImages(settings, platform);
const secrets = createSecrets(system.secrets);
const authority = createCertificateAuthority(settings.stack);
const certificates = authority.signAll(system.certificates, secrets);

/** What runs, and under which name the platform knows it. */
export const workloads = platform.deploy(system, {
  secret: secrets.value,
  certificate: certificates,
  ca: authority.certificate,
  image: images,
});

/** Address of the web app and the API. */
export const url = origin(settings);
/** PEM of the certificate authority; a browser that trusts it shows no warning. */
export const caCertificate = authority.certificate;
/** How to get into the demo shop; null unless `demoData` is on. */
export const demo = settings.demoData ? DEMO_ACCESS : null;
