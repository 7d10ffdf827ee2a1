package main

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

type peer struct{}

func newProvider() provider.Provider { return peer{} }

func (peer) Metadata(_ context.Context, _ provider.MetadataRequest, response *provider.MetadataResponse) {
	response.TypeName = "peer"
	response.Version = "0.0.1"
}

func (peer) Schema(_ context.Context, _ provider.SchemaRequest, response *provider.SchemaResponse) {
	response.Schema = schema.Schema{
		MarkdownDescription: "The peer.",
		Attributes: map[string]schema.Attribute{
			"token": schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: "A *secret*."},
			"mode":  schema.StringAttribute{Optional: true, Validators: []validator.String{shortText{}}},
			"old":   schema.StringAttribute{Optional: true, DeprecationMessage: "Use mode."},
			"hosts": schema.ListAttribute{Optional: true, ElementType: types.StringType},
			"limits": schema.SingleNestedAttribute{Optional: true, Attributes: map[string]schema.Attribute{
				"calls": schema.Int64Attribute{Required: true},
			}},
		},
	}
}

type providerModel struct {
	Token  types.String `tfsdk:"token"`
	Mode   types.String `tfsdk:"mode"`
	Old    types.String `tfsdk:"old"`
	Hosts  types.List   `tfsdk:"hosts"`
	Limits types.Object `tfsdk:"limits"`
}

func (peer) ValidateConfig(ctx context.Context, request provider.ValidateConfigRequest, response *provider.ValidateConfigResponse) {
	var config providerModel
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	if config.Mode.ValueString() == "other" && !config.Token.IsNull() {
		response.Diagnostics.AddAttributeError(path.Root("token"), "Not with this mode", "")
	}
}

func (peer) Configure(ctx context.Context, request provider.ConfigureRequest, response *provider.ConfigureResponse) {
	var config providerModel
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	if config.Token.IsUnknown() && request.ClientCapabilities.DeferralAllowed {
		response.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
	}
	switch config.Mode.ValueString() {
	case "bad":
		response.Diagnostics.AddAttributeError(path.Root("mode"), "It is bad", "")
	case "lazy":
		response.Diagnostics.AddWarning("It is lazy", "")
	}
}

func (peer) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{
		func() resource.Resource { return generic{"kinds", kindsSchema} },
		func() resource.Resource { return generic{"nested", nestedSchema} },
		func() resource.Resource { return modes{} },
		func() resource.Resource { return checked{generic{"checked", checkedSchema}} },
	}
}

func (peer) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{func() datasource.DataSource { return look{} }}
}

func (peer) Functions(context.Context) []func() function.Function {
	return []func() function.Function{
		func() function.Function { return joined{} },
		func() function.Function { return half{} },
		func() function.Function { return rows{} },
		func() function.Function { return like{} },
	}
}

func (peer) EphemeralResources(context.Context) []func() ephemeral.EphemeralResource {
	return []func() ephemeral.EphemeralResource{func() ephemeral.EphemeralResource { return ticket{} }}
}

func (peer) Actions(context.Context) []func() action.Action {
	return []func() action.Action{func() action.Action { return counting{} }}
}

func (peer) ListResources(context.Context) []func() list.ListResource {
	return []func() list.ListResource{func() list.ListResource { return listing{} }}
}

// A text of at most five characters.
type shortText struct{}

func (shortText) Description(context.Context) string         { return "short" }
func (shortText) MarkdownDescription(context.Context) string { return "short" }
func (shortText) ValidateString(_ context.Context, request validator.StringRequest, response *validator.StringResponse) {
	if request.ConfigValue.IsNull() || request.ConfigValue.IsUnknown() {
		return
	}
	if value := request.ConfigValue.ValueString(); len(value) > 5 {
		response.Diagnostics.AddAttributeError(request.Path, "Too long", fmt.Sprintf("%q is too long.", value))
	}
}

// At most two elements.
type fewElements struct{}

func (fewElements) Description(context.Context) string         { return "few" }
func (fewElements) MarkdownDescription(context.Context) string { return "few" }
func (fewElements) ValidateList(_ context.Context, request validator.ListRequest, response *validator.ListResponse) {
	if few(request.ConfigValue.Elements()) {
		return
	}
	response.Diagnostics.AddAttributeError(request.Path, "Too many", "Two at most.")
}
func (fewElements) ValidateSet(_ context.Context, request validator.SetRequest, response *validator.SetResponse) {
	if few(request.ConfigValue.Elements()) {
		return
	}
	response.Diagnostics.AddAttributeError(request.Path, "Too many", "Two at most.")
}

func few(elements []attr.Value) bool { return len(elements) <= 2 }
