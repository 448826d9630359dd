import { type Control, hasConsoleApi, output, policy, type ResponsibilityFacts, resource } from "../control";

const topic = "security-groups";

/** What the VPC itself contributes; in an existing one its owner does. */
function network({ config, names }: ResponsibilityFacts): readonly Control[] {
  const flowLogs: Control = {
    id: "flow-logs",
    topic,
    control: "Every connection in the VPC is logged, accepted or rejected, with the packets' own addresses",
    owner: "this stack",
    evidence: resource("aws:ec2/flowLog:FlowLog", `${names.network}-flow-log`),
    cadence: "continuously",
  };
  if (config.network.kind === "new") {
    return [
      {
        id: "default-group-empty",
        topic,
        control:
          "The VPC's default security group has no rules: nothing is reachable by forgetting to name a group",
        owner: "this stack",
        evidence: resource(
          "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
          `${names.network}-default-group`,
        ),
        cadence: "every deployment",
      },
      flowLogs,
    ];
  }
  return [
    {
      id: "shared-network",
      topic,
      control: "Routes, network ACLs and the default security group of the existing VPC are kept tight",
      owner: "customer",
      evidence: output("trafficMatrix"),
      cadence: "every quarter",
      open: "others use the VPC too, so this stack changes nothing that it did not create there",
    },
    config.network.existing.flowLogs
      ? {
          id: "existing-flow-logs",
          topic,
          control: "The existing VPC's flow logs record all traffic and are kept long enough",
          owner: "customer",
          evidence: output("trafficMatrix"),
          cadence: "every quarter",
          open: "`existing.flowLogs` says that they exist; this stack does not see their settings",
        }
      : flowLogs,
  ];
}

/** What a review of the rules goes by, where the console shows it: flow logs that this stack writes can be asked. */
function evidence({ config, names }: ResponsibilityFacts): readonly Control[] {
  const written = config.network.kind === "new" || !config.network.existing.flowLogs;
  if (!hasConsoleApi(config) || !written) return [];
  return [
    {
      id: "interface-history",
      topic,
      control: "It is noted every quarter of an hour which network interface has which security groups",
      owner: "this stack",
      evidence: resource("aws:scheduler/schedule:Schedule", `${names.interfaceHistory}-clock`),
      cadence: "continuously",
    },
    ...(config.flowLogs.destination === "s3"
      ? [
          {
            id: "flow-log-questions",
            topic,
            control: "Questions to the flow logs read a limited amount each, and their answers are encrypted",
            owner: "this stack",
            evidence: resource("aws:athena/workgroup:Workgroup", `${names.flowLogQuestions}-work-group`),
            cadence: "every deployment",
          } as const,
        ]
      : []),
  ];
}

/** Who may talk to whom. */
export function securityGroupControls(facts: ResponsibilityFacts): readonly Control[] {
  const { config, names } = facts;
  const { exposure } = config.proxy;
  return [
    {
      id: "traffic-matrix",
      topic,
      control: "Components reach each other only by the flows of one table, from which every rule is made",
      owner: "this stack",
      evidence: output("trafficMatrix"),
      cadence: "every deployment",
    },
    {
      id: "group-per-component",
      topic,
      control: "Each component has a group of its own, and rules name groups rather than addresses",
      owner: "this stack",
      evidence: resource("aws:ec2/securityGroup:SecurityGroup", `${names.securityGroups}-proxy`),
      cadence: "every deployment",
    },
    {
      id: "no-open-ingress",
      topic,
      control: "No rule is open to the internet, in one piece or by several rules together",
      owner: "this stack",
      evidence: policy("open-ingress"),
      cadence: "every deployment",
    },
    ...network(facts),
    ...evidence(facts),
    {
      id: "rule-review",
      topic,
      control: "Once the stack runs, rules are compared with the flow logs and what is not used is removed",
      owner: "customer",
      evidence: output("trafficMatrix"),
      cadence: "every quarter",
      open: "which of the admitted flows you need shows only in use",
    },
    exposure.kind === "cloudfront"
      ? {
          id: "edge-exposure",
          topic,
          control:
            "Whoever may reach the proxy through CloudFront should: sign-in and web ACL are all that stands before it",
          owner: "customer",
          evidence: resource("aws:cloudfront/distribution:Distribution", `${names.proxyFleet}-distribution`),
          cadence: "every quarter",
          open:
            exposure.waf.kind === "off"
              ? "the distribution answers the whole internet, and `waf` is off"
              : "the distribution answers the whole internet",
        }
      : {
          id: "client-sources",
          topic,
          control: "The addresses from which the proxy may be reached are still the right ones",
          owner: "customer",
          evidence: resource("aws:ec2/securityGroup:SecurityGroup", `${names.securityGroups}-load-balancer`),
          cadence: "every quarter",
          open:
            exposure.kind === "allowlist"
              ? "the load balancer faces the internet: an address that you gave up may be someone else's now"
              : "networks get peered and re-addressed without this stack being told",
        },
  ];
}
