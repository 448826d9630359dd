import {
  type Control,
  document,
  output,
  type ResponsibilityFacts,
  resource,
  SHARED_RESPONSIBILITY,
} from "../control";

const topic = "shared-responsibility";

/** Who keeps what runs underneath, and the duties that belong to no single part of the stack. */
export function sharedResponsibilityControls({ config, names }: ResponsibilityFacts): readonly Control[] {
  const { alertEmails, domain, proxy } = config;
  return [
    {
      id: "underlying-infrastructure",
      topic,
      control:
        "Data centres, hosts, hypervisors and the software of managed services are secured and patched",
      owner: "AWS",
      evidence: document(SHARED_RESPONSIBILITY),
      cadence: "continuously",
    },
    {
      id: "responsibilities-stated",
      topic,
      control: "Every control has one owner, and evidence that each deployment shows to exist",
      owner: "this stack",
      evidence: output("responsibilityRegister"),
      cadence: "every deployment",
    },
    ...(domain.kind === "new"
      ? ([
          {
            id: "domain-software",
            topic,
            control: "The OpenSearch domain takes service software updates by itself, in its off-peak window",
            owner: "AWS",
            evidence: resource("aws:opensearch/domain:Domain", `${names.searchDomain}-domain`),
            cadence: "as AWS releases them",
          },
          {
            id: "domain-encryption",
            topic,
            control: "Logs are encrypted at rest, between nodes and on every connection to the domain",
            owner: "this stack",
            evidence: resource("aws:opensearch/domain:Domain", `${names.searchDomain}-domain`),
            cadence: "every deployment",
          },
        ] as const)
      : ([
          {
            id: "existing-domain",
            topic,
            control:
              "The existing OpenSearch domain is encrypted, updated, and has fine-grained access control",
            owner: "customer",
            evidence: output("domainEndpoint"),
            cadence: "every quarter",
            open: "the domain is not part of this stack, which neither changes nor judges it",
          },
        ] as const)),
    {
      id: "log-retention",
      topic,
      control: "Access and flow logs are kept in a private, versioned archive and expire after a set time",
      owner: "this stack",
      evidence: resource(
        "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
        `${names.logArchive}-lifecycle`,
      ),
      cadence: "every deployment",
    },
    {
      id: "alert-recipients",
      topic,
      control: "Somebody reads the alerts",
      owner: "customer",
      evidence: resource("aws:sns/topic:Topic", `${names.alerts}-topic`),
      cadence: "every quarter",
      open:
        alertEmails.length === 0
          ? "`alertEmails` is empty: alerts reach nobody until something subscribes to the topic"
          : "each address has to confirm the message that AWS sends it, and is told nothing before",
    },
    {
      id: "proxy-certificate",
      topic,
      control: `The certificate for ${proxy.hostName} is renewed before it expires`,
      owner: "customer",
      evidence: resource("aws:lb/listener:Listener", `${names.proxyFleet}-https`),
      cadence: "once a year",
      open: "ACM renews by itself only certificates that it issued, and only while their validation records exist",
    },
    {
      id: "deployer",
      topic,
      control: "Few identities may deploy this stack, and all of them by reviewed changes",
      owner: "customer",
      evidence: document(SHARED_RESPONSIBILITY),
      cadence: "every quarter",
      open: "whoever deploys creates roles and rules: that identity lives outside the stack",
    },
  ];
}
