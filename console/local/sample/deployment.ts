/** The sample deployment: the stack `dev` with three client networks, and the ids that AWS would have chosen. */

import type { Deployment, DeploymentIds } from "../../../console-api/deployment";
import told from "./deployment.json";

/** Taken from the program by tests/console/local/sample-deployment.spec.ts, which keeps it so. */
export const SAMPLE_DEPLOYMENT = told as Deployment;

const S3_LIST = "pl-63a5400a";

export const SAMPLE_IDS: DeploymentIds = {
  vpcId: "vpc-0c8f2b7a91d54e603",
  groups: {
    "load-balancer": "sg-0a41d7c3be20f9158",
    proxy: "sg-07be93f0d2c61a84e",
    domain: "sg-0f52c8e17ab394d06",
  },
  prefixLists: { "proxy-to-s3": S3_LIST, "proxy-to-s3-http": S3_LIST },
  targetGroupArn:
    "arn:aws:elasticloadbalancing:us-east-1:111122223333:targetgroup/proxy-https-3f1c0ab/8d2c6a1f0b7e4593",
  loadBalancerArn:
    "arn:aws:elasticloadbalancing:us-east-1:111122223333:loadbalancer/app/proxy-alb-8bcc115/50dc6c495c0c9188",
  windowId: "mw-0b3f6c1d2e4a59687",
  userPoolId: "us-east-1_Sample123",
  clientId: "5k2mtl1c0v9d7e3samplelocal",
  identityPoolId: "us-east-1:6f0f1c52-7d0e-4a35-9c9b-2f8c1f6f4a10",
};
