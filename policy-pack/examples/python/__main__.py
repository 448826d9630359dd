"""A network and two load balancers with aws and awsx; README.md says what the pack says to each resource."""

import pulumi_aws as aws
import pulumi_awsx as awsx

network = awsx.ec2.Vpc(
    "network",
    availability_zone_names=["eu-central-1a", "eu-central-1b"],
    nat_gateways={"strategy": awsx.ec2.NatGatewayStrategy.NONE},
    subnet_strategy=awsx.ec2.SubnetAllocationStrategy.AUTO,
)

# Rejected: without a group of its own, awsx gives a load balancer one that lets everyone in on every port.
awsx.lb.ApplicationLoadBalancer("anyone", subnet_ids=network.public_subnet_ids)

# Rejected: two halves of the internet are the internet.
aws.ec2.SecurityGroup(
    "halves",
    vpc_id=network.vpc_id,
    description="Operators",
    ingress=[
        {"protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/1", "128.0.0.0/1"]}
    ],
)

# Accepted: a group that says who may come in, and a load balancer that uses it.
offices = aws.ec2.SecurityGroup(
    "offices",
    vpc_id=network.vpc_id,
    description="HTTPS from the offices",
    ingress=[
        {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["203.0.113.0/24"]}
    ],
)
awsx.lb.ApplicationLoadBalancer(
    "staff", subnet_ids=network.public_subnet_ids, security_groups=[offices.id]
)
