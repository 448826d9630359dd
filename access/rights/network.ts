import { type RightsTable, rights } from "./right";

const GROUP_RULES =
  "AuthorizeSecurityGroupEgress AuthorizeSecurityGroupIngress RevokeSecurityGroupEgress RevokeSecurityGroupIngress";

/** A security group, a subnet or a VPC endpoint goes only when nothing hangs on it any more: the provider looks, and waits. */
const LEFT_BEHIND = "DescribeNetworkInterfaces";

/** The network, with what `awsx.ec2.Vpc` makes of it. */
export const NETWORK: RightsTable = {
  "aws:ec2/vpc:Vpc": rights("ec2", "ec2/vpc_.go", {
    create: "CreateVpc CreateTags ModifyVpcAttribute",
    read: "DescribeVpcs DescribeVpcAttribute DescribeNetworkAcls DescribeRouteTables DescribeSecurityGroups",
    update: "CreateTags DeleteTags ModifyVpcAttribute",
    delete: "DeleteVpc",
  }),
  "aws:ec2/subnet:Subnet": rights("ec2", "ec2/vpc_subnet.go", {
    create: "CreateSubnet CreateTags ModifySubnetAttribute",
    read: "DescribeSubnets",
    update: "CreateTags DeleteTags ModifySubnetAttribute",
    delete: `DeleteSubnet ${LEFT_BEHIND}`,
  }),
  "aws:ec2/internetGateway:InternetGateway": rights("ec2", "ec2/vpc_internet_gateway.go", {
    create: "CreateInternetGateway CreateTags AttachInternetGateway",
    read: "DescribeInternetGateways",
    update: "AttachInternetGateway CreateTags DeleteTags DetachInternetGateway",
    delete: "DeleteInternetGateway DetachInternetGateway",
  }),
  "aws:ec2/natGateway:NatGateway": rights("ec2", "ec2/vpc_nat_gateway.go", {
    create: "CreateNatGateway CreateTags",
    read: "DescribeNatGateways",
    update: "CreateTags DeleteTags",
    delete: "DeleteNatGateway",
  }),
  "aws:ec2/eip:Eip": rights("ec2", "ec2/ec2_eip.go", {
    create: "AllocateAddress CreateTags",
    read: "DescribeAddresses DescribeAddressesAttribute",
    update: "CreateTags DeleteTags",
    delete: "DisassociateAddress ReleaseAddress",
  }),
  "aws:ec2/routeTable:RouteTable": rights("ec2", "ec2/vpc_route_table.go", {
    create: "CreateRouteTable CreateTags",
    read: "DescribeRouteTables",
    update: "CreateTags DeleteTags",
    delete: "DeleteRouteTable DisassociateRouteTable",
  }),
  "aws:ec2/routeTableAssociation:RouteTableAssociation": rights("ec2", "ec2/vpc_route_table_association.go", {
    create: "AssociateRouteTable",
    read: "DescribeRouteTables",
    update: "AssociateRouteTable ReplaceRouteTableAssociation",
    delete: "DisassociateRouteTable",
  }),
  "aws:ec2/route:Route": rights("ec2", "ec2/vpc_route.go", {
    create: "CreateRoute",
    read: "DescribeRouteTables",
    update: "ReplaceRoute",
    delete: "DeleteRoute",
  }),
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": rights("ec2", "ec2/vpc_default_security_group.go", {
    create: `CreateTags DeleteTags ${GROUP_RULES}`,
    read: "DescribeSecurityGroups DescribeSecurityGroupRules",
    update: `CreateTags DeleteTags ${GROUP_RULES}`,
  }),
  "aws:ec2/securityGroup:SecurityGroup": rights("ec2", "ec2/vpc_security_group.go", {
    // The group's first egress rule is AWS's own, which the provider takes away.
    create: `CreateSecurityGroup CreateTags RevokeSecurityGroupEgress`,
    read: "DescribeSecurityGroups DescribeSecurityGroupRules",
    update: `CreateTags DeleteTags ${GROUP_RULES}`,
    delete: `DeleteSecurityGroup ${LEFT_BEHIND}`,
  }),
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": rights(
    "ec2",
    "ec2/vpc_security_group_ingress_rule.go",
    {
      create: "AuthorizeSecurityGroupIngress CreateTags",
      read: "DescribeSecurityGroupRules",
      update: "CreateTags DeleteTags ModifySecurityGroupRules",
      delete: "RevokeSecurityGroupIngress",
    },
  ),
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": rights(
    "ec2",
    "ec2/vpc_security_group_egress_rule.go",
    {
      create: "AuthorizeSecurityGroupEgress CreateTags",
      read: "DescribeSecurityGroupRules",
      update: "CreateTags DeleteTags ModifySecurityGroupRules",
      delete: "RevokeSecurityGroupEgress",
    },
  ),
  "aws:ec2/vpcEndpoint:VpcEndpoint": rights("ec2", "ec2/vpc_endpoint.go", {
    create: "CreateVpcEndpoint CreateTags",
    read: `DescribeVpcEndpoints DescribePrefixLists ${LEFT_BEHIND}`,
    update: "CreateTags DeleteTags ModifyVpcEndpoint",
    delete: "DeleteVpcEndpoints",
  }),
  "aws:ec2/flowLog:FlowLog": rights("ec2", "ec2/vpc_flow_log.go", {
    create: "CreateFlowLogs CreateTags",
    read: "DescribeFlowLogs",
    update: "CreateTags DeleteTags",
    delete: "DeleteFlowLogs",
    // https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
    also: "logs:CreateLogDelivery logs:DeleteLogDelivery iam:PassRole",
  }),
  "aws:ec2/launchTemplate:LaunchTemplate": rights("ec2", "ec2/ec2_launch_template.go", {
    create: "CreateLaunchTemplate CreateTags",
    read: "DescribeLaunchTemplates DescribeLaunchTemplateVersions DescribeInstanceTypes",
    update: "CreateLaunchTemplateVersion CreateTags DeleteTags ModifyLaunchTemplate",
    delete: "DeleteLaunchTemplate",
    // Whoever uses a template reads the parameter that names its image:
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/using-systems-manager-parameters.html
    also: "ssm:GetParameters",
  }),
  "aws:autoscaling/group:Group": rights("autoscaling", "autoscaling/group.go", {
    create:
      "CreateAutoScalingGroup CreateOrUpdateTags EnableMetricsCollection PutLifecycleHook SuspendProcesses UpdateAutoScalingGroup",
    read: "DescribeAutoScalingGroups DescribeScalingActivities DescribeTags",
    update:
      "AttachLoadBalancerTargetGroups CancelInstanceRefresh CreateOrUpdateTags DeleteTags DescribeInstanceRefreshes DescribeLoadBalancerTargetGroups DetachLoadBalancerTargetGroups DisableMetricsCollection EnableMetricsCollection PutLifecycleHook ResumeProcesses StartInstanceRefresh SuspendProcesses UpdateAutoScalingGroup",
    delete: "DeleteAutoScalingGroup SetInstanceProtection UpdateAutoScalingGroup",
    // Whoever has a group launch from a template must be allowed to do so:
    // https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-launch-template-permissions.html
    also: "ec2:RunInstances ec2:CreateTags iam:PassRole elasticloadbalancing:DescribeTargetHealth",
  }),
  "aws:autoscaling/policy:Policy": rights("autoscaling", "autoscaling/policy.go", {
    create: "PutScalingPolicy",
    read: "DescribePolicies",
    update: "PutScalingPolicy",
    delete: "DeletePolicy",
  }),
  "aws:lb/loadBalancer:LoadBalancer": rights("elasticloadbalancing", "elbv2/load_balancer.go", {
    create: "AddTags CreateLoadBalancer ModifyLoadBalancerAttributes",
    read: "DescribeLoadBalancers DescribeLoadBalancerAttributes DescribeCapacityReservation DescribeTags",
    update: "AddTags ModifyLoadBalancerAttributes RemoveTags SetIpAddressType SetSecurityGroups SetSubnets",
    delete: `DeleteLoadBalancer ec2:${LEFT_BEHIND}`,
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/elb-api-permissions.html, and what that leaves out:
    // https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/3917
    also: "ec2:DescribeAccountAttributes ec2:DescribeAddresses ec2:DescribeInternetGateways ec2:DescribeSecurityGroups ec2:DescribeSubnets ec2:DescribeVpcs ec2:GetSecurityGroupsForVpc",
  }),
  "aws:lb/targetGroup:TargetGroup": rights("elasticloadbalancing", "elbv2/target_group.go", {
    create: "AddTags CreateTargetGroup ModifyTargetGroupAttributes",
    read: "DescribeTargetGroups DescribeTargetGroupAttributes DescribeTags",
    update: "AddTags ModifyTargetGroup ModifyTargetGroupAttributes RemoveTags",
    delete: "DeleteTargetGroup",
    also: "ec2:DescribeVpcs",
  }),
  "aws:lb/listener:Listener": rights("elasticloadbalancing", "elbv2/listener.go", {
    create: "AddTags CreateListener ModifyListenerAttributes",
    read: "DescribeListeners DescribeListenerAttributes DescribeTags",
    update: "AddTags ModifyListener ModifyListenerAttributes RemoveTags",
    delete: "DeleteListener",
  }),
  "aws:route53/record:Record": rights("route53", "route53/record.go", {
    create: "ChangeResourceRecordSets GetChange",
    read: "GetHostedZone ListResourceRecordSets",
    update: "ChangeResourceRecordSets GetChange",
    delete: "ChangeResourceRecordSets GetChange",
  }),
};
