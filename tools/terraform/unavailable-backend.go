// Package unavailable takes the place of the remote state backends that Terraform does not publish as Go modules.
package unavailable

import (
	"errors"

	"github.com/hashicorp/terraform/internal/backend"
	"github.com/hashicorp/terraform/internal/configs/configschema"
	"github.com/hashicorp/terraform/internal/tfdiags"
	"github.com/zclconf/go-cty/cty"
)

// unavailable refuses every configuration, so Terraform never calls the methods of the embedded interface.
type unavailable struct{ backend.Backend }

// New returns a backend that cannot be configured.
func New() backend.Backend { return unavailable{} }

func (unavailable) ConfigSchema() *configschema.Block { return &configschema.Block{} }

func (unavailable) PrepareConfig(value cty.Value) (cty.Value, tfdiags.Diagnostics) {
	return value, tfdiags.Diagnostics{}.Append(errors.New("this build of Terraform has no remote state backends but http"))
}
