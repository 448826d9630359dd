"""Run by the patch document before an instance leaves: makes room in the group, and waits until all others serve."""

import time

import boto3

# A script may run for ten minutes; the step is tried again, since a launch may take longer.
WAIT_SECONDS = 540
PAUSE_SECONDS = 15


def obstacles(group, targets, instance):
    """Why the instance must not leave now; empty: the others all serve, and are enough."""
    healthy = {target["Target"]["Id"] for target in targets if target["TargetHealth"]["State"] == "healthy"}
    others = [member for member in group["Instances"] if member["InstanceId"] != instance]
    found = []
    for member in others:
        name, state = member["InstanceId"], member["LifecycleState"]
        if state != "InService":
            found.append(f"{name} is {state}")
        elif name not in healthy:
            found.append(f"{name} is not healthy behind the load balancer")
    if len(others) < group["MinSize"]:
        found.append(f"{len(others)} others, and {group['MinSize']} must serve")
    return found


def make_room(events, _context):
    """Raises the capacity where it is the least that the group may have, which is where quiet nights leave it."""
    name, instance = events["AutoScalingGroupName"], events["InstanceId"]
    autoscaling, balancer = boto3.client("autoscaling"), boto3.client("elbv2")
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        group = autoscaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]
        least = group["MinSize"]
        if group["DesiredCapacity"] <= least:
            autoscaling.set_desired_capacity(
                AutoScalingGroupName=name, DesiredCapacity=least + 1, HonorCooldown=False
            )
        health = balancer.describe_target_health(TargetGroupArn=events["TargetGroupArn"])
        found = obstacles(group, health["TargetHealthDescriptions"], instance)
        if not found:
            return {"Others": len(group["Instances"]) - 1}
        if time.monotonic() >= deadline:
            raise RuntimeError(f"{instance} must not leave {name}: {'; '.join(found)}")
        time.sleep(PAUSE_SECONDS)
