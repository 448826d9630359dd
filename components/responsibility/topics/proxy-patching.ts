import { type Control, document, hasConsoleApi, type ResponsibilityFacts, resource } from "../control";

const topic = "proxy-patching";

/** The instances between people and the domain, and the patches they run. */
export function proxyPatchingControls({ config, names }: ResponsibilityFacts): readonly Control[] {
  const { patching, proxy } = config;
  const fleet = names.proxyFleet;
  return [
    {
      id: "proxy-instances",
      topic,
      control:
        "Proxies have no public address, no key pair and encrypted volumes; administrators come by Session Manager",
      owner: "this stack",
      evidence: resource("aws:ec2/launchTemplate:LaunchTemplate", `${fleet}-template`),
      cadence: "every deployment",
    },
    {
      id: "patch-baseline",
      topic,
      control: "What counts as a missing patch is set by severity, with a delay before it does",
      owner: "this stack",
      evidence: resource("aws:ssm/patchBaseline:PatchBaseline", `${fleet}-baseline`),
      cadence: "every deployment",
    },
    ...(patching.rejected.length === 0
      ? []
      : [
          {
            id: "patch-rejected",
            topic,
            control: "Packages that are held back are released as soon as there is a better one",
            owner: "customer",
            evidence: resource("aws:ssm/patchBaseline:PatchBaseline", `${fleet}-baseline`),
            cadence: "every month",
            open: patching.rejected
              .map((name) => `\`${name}\` is not installed, whatever it would mend`)
              .join("; "),
          } as const,
        ]),
    {
      id: "patch-scan",
      topic,
      control: "Every instance is scanned for missing patches",
      owner: "this stack",
      evidence: resource("aws:ssm/association:Association", `${fleet}-scan`),
      cadence: patching.scanSchedule,
    },
    patching.operation === "Install"
      ? {
          id: "patch-install",
          topic,
          control: "Missing patches are installed, one instance at a time and out of service meanwhile",
          owner: "this stack",
          evidence: resource("aws:ssm/maintenanceWindow:MaintenanceWindow", `${fleet}-window`),
          cadence: `${patching.window.schedule}, ${patching.window.timezone}`,
        }
      : {
          id: "patch-install",
          topic,
          control: "Missing patches are installed",
          owner: "customer",
          evidence: resource("aws:ssm/association:Association", `${fleet}-scan`),
          cadence: "when a scan reports them",
          open: "`operation` is `Scan`: missing patches are reported, and installed by nobody but you",
        },
    ...(hasConsoleApi(config)
      ? [
          {
            id: "patch-now",
            topic,
            control:
              "Operators start patching by documents that take no parameters, and by nothing else of the console",
            owner: "this stack",
            evidence: resource("aws:ssm/document:Document", `${fleet}-scan-now`),
            cadence: "every deployment",
          } as const,
        ]
      : []),
    ...(patching.operation === "Install"
      ? [
          {
            id: "patch-failure",
            topic,
            control: "A proxy that cannot be patched is put back or replaced, and only one is out at a time",
            owner: "this stack",
            evidence: resource("aws:ssm/document:Document", `${fleet}-patch-instance`),
            cadence: "each time that one is patched",
          } as const,
        ]
      : []),
    {
      id: "replacement-failure",
      topic,
      control:
        "New proxies serve only once they reach the domain; where they do not, the old ones go on serving",
      owner: "this stack",
      evidence: resource("aws:cloudwatch/eventRule:EventRule", `${fleet}-refresh-failed`),
      cadence: "each time that they are replaced",
    },
    {
      id: "replacement-awaited",
      topic,
      control: "A deployment that changes the proxies is done once all serve with the change",
      owner: "customer",
      evidence: document("docs/operations.md#when-a-replacement-failed"),
      cadence: "every deployment",
      open: "`pulumi up` starts their replacement and does not wait for it; `scripts/await-proxies.sh` does",
    },
    {
      id: "patch-record",
      topic,
      control: "What scans and installations printed is kept with the logs",
      owner: "this stack",
      evidence: resource("aws:ssm/association:Association", `${fleet}-scan`),
      cadence: "after each scan",
    },
    {
      id: "urgent-fix",
      topic,
      control: "A fix that cannot wait is rolled out the same day",
      owner: "customer",
      evidence: document("docs/operations.md#roll-out-a-fix-today"),
      cadence: "when one is published",
      open: `the clocks take up to a week, and patches ${patching.approveAfterDays} days to be approved`,
    },
    {
      id: "patch-alert",
      topic,
      control: "An instance that misses patches raises an alert",
      owner: "this stack",
      evidence: resource("aws:cloudwatch/eventRule:EventRule", `${fleet}-patch-non-compliant`),
      cadence: "after each scan",
    },
    {
      id: "patch-silence",
      topic,
      control: "Instances that report no scan at all raise an alarm",
      owner: "this stack",
      evidence: resource("aws:cloudwatch/metricAlarm:MetricAlarm", `${fleet}-patch-silence`),
      cadence: patching.scanSchedule,
    },
    patching.imageRefresh === "weekly"
      ? {
          id: "image-refresh",
          topic,
          control: "Instances are replaced by ones from the current image",
          owner: "this stack",
          evidence: resource("aws:scheduler/schedule:Schedule", `${fleet}-image-refresh`),
          cadence: "weekly",
        }
      : {
          id: "image-refresh",
          topic,
          control: `Instances are replaced at the latest after ${proxy.maxInstanceLifetimeDays} days`,
          owner: "this stack",
          evidence: resource("aws:autoscaling/group:Group", `${fleet}-group`),
          cadence: `every ${proxy.maxInstanceLifetimeDays} days`,
        },
    ...(proxy.image.kind === "id"
      ? [
          {
            id: "image-choice",
            topic,
            control: "The image that instances start from is a current one",
            owner: "customer",
            evidence: resource("aws:ec2/launchTemplate:LaunchTemplate", `${fleet}-template`),
            cadence: "every month",
            open: `\`${proxy.image.id}\` is fixed, and Amazon Linux images are deprecated 90 days after their release`,
          } as const,
        ]
      : []),
    ...(proxy.releasever === "latest"
      ? []
      : [
          {
            id: "release-choice",
            topic,
            control: "The Amazon Linux release from which packages come is a current one",
            owner: "customer",
            evidence: resource("aws:ec2/launchTemplate:LaunchTemplate", `${fleet}-template`),
            cadence: "every month",
            open: `\`${proxy.releasever}\` is fixed: patches of later releases are neither found missing nor installed`,
          } as const,
        ]),
    {
      id: "patch-policy-review",
      topic,
      control: "Severities, delay and reboots still fit what the proxy protects",
      owner: "customer",
      evidence: resource("aws:ssm/patchBaseline:PatchBaseline", `${fleet}-baseline`),
      cadence: "every quarter",
      open: `patches of severity ${patching.severities.join(", ")} count ${patching.approveAfterDays} days after their release; others never do`,
    },
  ];
}
