import type { Recipes, Recipient } from "./recipient";

/** A load balancer's part of ARNs and names. */
const balancerKind: { readonly [type: string]: string } = {
  application: "app",
  network: "net",
  gateway: "gwy",
};

/** A listener's ARN continues its load balancer's. */
const below = (r: Recipient, property: string, from: string, to: string) => {
  const parent = r.text(property);
  return parent === undefined
    ? r.arn("elasticloadbalancing", `${to}/app/${r.subject.name}/${r.hex(16, "parent")}/${r.hex(16)}`)
    : `${parent.replace(`:${from}/`, `:${to}/`)}/${r.hex(16)}`;
};

/** EC2 instances, Auto Scaling and Elastic Load Balancing. */
export const COMPUTE_RECIPES: Recipes = {
  "aws:ec2/launchTemplate:LaunchTemplate": (r) => {
    const id = r.ec2Id("lt");
    return { id, arn: r.arn("ec2", `launch-template/${id}`), latestVersion: 1, defaultVersion: 1 };
  },
  "aws:ec2/instance:Instance": (r) => {
    const id = r.ec2Id("i");
    return { id, arn: r.arn("ec2", `instance/${id}`), primaryNetworkInterfaceId: r.ec2Id("eni", "primary") };
  },
  "aws:ebs/volume:Volume": (r) => {
    const id = r.ec2Id("vol");
    return { id, arn: r.arn("ec2", `volume/${id}`) };
  },
  "aws:autoscaling/group:Group": (r) => {
    const name = r.named();
    return {
      id: name,
      name,
      arn: r.arn("autoscaling", `autoScalingGroup:${r.uuid()}:autoScalingGroupName/${name}`),
    };
  },
  "aws:autoscaling/policy:Policy": (r) => {
    const name = r.text("name") ?? r.subject.name;
    const group = r.text("autoscalingGroupName") ?? r.hex(8);
    return {
      id: name,
      arn: r.arn("autoscaling", `scalingPolicy:${r.uuid()}:autoScalingGroupName/${group}:policyName/${name}`),
    };
  },
  "aws:lb/loadBalancer:LoadBalancer": (r) => {
    const name = r.named();
    const kind = balancerKind[r.text("loadBalancerType") ?? "application"] ?? "app";
    const arnSuffix = `${kind}/${name}/${r.hex(16)}`;
    const arn = r.arn("elasticloadbalancing", `loadbalancer/${arnSuffix}`);
    return {
      id: arn,
      name,
      arn,
      arnSuffix,
      zoneId: `Z${r.upper(13, "zone")}`,
      dnsName: r.regional((region) => balancerHost(r, kind, name, region)),
    };
  },
  "aws:lb/targetGroup:TargetGroup": (r) => {
    const name = r.named();
    const arnSuffix = `targetgroup/${name}/${r.hex(16)}`;
    const arn = r.arn("elasticloadbalancing", arnSuffix);
    return { id: arn, name, arn, arnSuffix };
  },
  "aws:lb/listener:Listener": (r) => {
    const arn = below(r, "loadBalancerArn", "loadbalancer", "listener");
    return { id: arn, arn };
  },
  "aws:lb/listenerRule:ListenerRule": (r) => {
    const arn = below(r, "listenerArn", "listener", "listener-rule");
    return { id: arn, arn };
  },
};

function balancerHost(r: Recipient, kind: string, name: string, region: string): string {
  const { dnsSuffix } = r.placement;
  if (kind !== "app") return `${name}-${r.hex(16)}.elb.${region}.${dnsSuffix}`;
  return `${r.input("internal") === true ? "internal-" : ""}${name}-${r.digits(9)}.${region}.elb.${dnsSuffix}`;
}
