module unavailable-backend

go 1.26.8

require (
	github.com/hashicorp/terraform v1.16.3
	github.com/zclconf/go-cty v1.18.1
)
