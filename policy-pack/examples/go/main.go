// Roles with aws; README.md says what the pack says to each resource.
package main

import (
	"github.com/pulumi/pulumi-aws/sdk/v6/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

// Rejected: every repository whose name begins with `acme`, of whatever owner, may assume the role.
const anyRepository = `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
    "Condition": {
      "StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"},
      "StringLike": {"token.actions.githubusercontent.com:sub": "repo:acme*"}
    }
  }]
}`

// Accepted: one environment of one repository.
const oneEnvironment = `{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": "sts:AssumeRoleWithWebIdentity",
    "Principal": {"Federated": "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com"},
    "Condition": {
      "StringEquals": {
        "token.actions.githubusercontent.com:aud": "sts.amazonaws.com",
        "token.actions.githubusercontent.com:sub": "repo:acme/shop:environment:production"
      }
    }
  }]
}`

// Rejected: all actions but those of one service are all actions.
const allButBilling = `{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "NotAction": "aws-portal:*", "Resource": "*"}]
}`

// Accepted: what is needed, where it is needed.
const uploads = `{
  "Version": "2012-10-17",
  "Statement": [{"Effect": "Allow", "Action": ["s3:PutObject", "s3:DeleteObject"], "Resource": "arn:aws:s3:::acme-shop/*"}]
}`

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		for name, trust := range map[string]string{"anyone": anyRepository, "production": oneEnvironment} {
			role := &iam.RoleArgs{Name: pulumi.String(name), AssumeRolePolicy: pulumi.String(trust)}
			if _, err := iam.NewRole(ctx, name, role); err != nil {
				return err
			}
		}
		for name, policy := range map[string]string{"everything": allButBilling, "uploads": uploads} {
			document := &iam.RolePolicyArgs{Role: pulumi.String("production"), Policy: pulumi.String(policy)}
			if _, err := iam.NewRolePolicy(ctx, name, document); err != nil {
				return err
			}
		}
		return nil
	})
}
