import "./deferred-arborist";
import { misspelt } from "./analysis/misspelt";
import { toPolicies } from "./enforcement";
import { rules } from "./policies";
import { serve } from "./single-pass";
import { PACK_NAME } from "./waiver-desk";

const policies = toPolicies(rules);
const settings = new Map(
  policies.map(({ name, configSchema }) => [name, Object.keys(configSchema?.properties ?? {})]),
);

serve(
  {
    name: PACK_NAME,
    displayName: "Centralized logging guard",
    description: "Rejects over-broad IAM and open ingress, decided by sets rather than by spelling.",
    provider: "aws",
    tags: ["aws", "iam", "network", "security"],
    enforcementLevel: "mandatory",
    policies,
  },
  (given) => misspelt(given, settings),
);
