package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A resource with validators at every level.
type checked struct{ generic }

func checkedSchema() schema.Schema {
	short := func() schema.StringAttribute {
		return schema.StringAttribute{Optional: true, Validators: []validator.String{shortText{}}}
	}
	object := schema.NestedAttributeObject{Attributes: map[string]schema.Attribute{
		"text": short(),
		"must": schema.StringAttribute{Required: true},
		"old":  schema.StringAttribute{Optional: true, DeprecationMessage: "Leave it out."},
	}}
	return schema.Schema{
		DeprecationMessage: "Use another.",
		Attributes: map[string]schema.Attribute{
			"name":      short(),
			"other":     short(),
			"must":      schema.StringAttribute{Required: true},
			"old":       schema.StringAttribute{Optional: true, DeprecationMessage: "Leave it out."},
			"secret_wo": schema.StringAttribute{Optional: true, WriteOnly: true},
			"texts":     schema.ListAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.List{fewElements{}}},
			"bag":       schema.SetAttribute{Optional: true, ElementType: types.StringType, Validators: []validator.Set{fewElements{}}},
			"one":       schema.SingleNestedAttribute{Optional: true, Attributes: object.Attributes},
			"many":      schema.ListNestedAttribute{Optional: true, NestedObject: object, Validators: []validator.List{fewElements{}}},
			"sets":      schema.SetNestedAttribute{Optional: true, NestedObject: object},
			"by_name":   schema.MapNestedAttribute{Optional: true, NestedObject: object},
		},
		Blocks: map[string]schema.Block{
			"row": schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{"text": short()},
			}},
		},
	}
}

func (checked) ValidateConfig(ctx context.Context, request resource.ValidateConfigRequest, response *resource.ValidateConfigResponse) {
	var name, other types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("name"), &name)...)
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("other"), &other)...)
	if name.ValueString() != "" && name.ValueString() == other.ValueString() {
		response.Diagnostics.AddAttributeError(path.Root("other"), "Twice the same", "")
		response.Diagnostics.AddError("It does not go together", "")
	}
	if name.ValueString() == "warn" {
		response.Diagnostics.AddAttributeWarning(path.Root("name"), "It is no good name", "")
	}
}
