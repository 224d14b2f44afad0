import { stringify } from "yaml";
import type { Settings } from "../../settings.ts";

/** One route: pages at once, tickets grouped. Without an address alerts are kept and shown, and sent nowhere. */
export function alertmanagerConfig(settings: Settings): string {
  const { email } = settings.alerts;
  return stringify({
    route: {
      receiver: "operators",
      group_by: ["alertname", "workload"],
      group_wait: "10s",
      group_interval: "5m",
      repeat_interval: "4h",
      routes: [
        { matchers: ['severity="ticket"'], receiver: "operators", group_wait: "10m", repeat_interval: "24h" },
      ],
    },
    inhibit_rules: [
      {
        source_matchers: ['alertname="WorkloadDown"'],
        target_matchers: ['severity="ticket"'],
        equal: ["workload"],
      },
    ],
    receivers: [
      {
        name: "operators",
        ...(email
          ? {
              email_configs: [
                {
                  to: email.to,
                  from: email.from,
                  smarthost: `${email.smtpHost}:${email.smtpPort}`,
                  send_resolved: true,
                  ...(email.username
                    ? { auth_username: email.username, auth_password_file: "/run/secrets/smtp-password" }
                    : {}),
                },
              ],
            }
          : {}),
      },
    ],
  });
}
