import "./deferred-arborist";
import { toPolicies } from "./enforcement";
import { rules } from "./policies";
import { serve } from "./single-pass";

serve({
  name: "centralized-logging-guard",
  displayName: "Centralized logging guard",
  description: "Rejects over-broad IAM and open ingress, decided by sets rather than by spelling.",
  provider: "aws",
  tags: ["aws", "iam", "network", "security"],
  enforcementLevel: "mandatory",
  policies: toPolicies(rules),
});
