package main

import (
	"context"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// An action that counts.
type counting struct{}

type countingModel struct {
	What types.String `tfsdk:"what"`
	Upto types.Int64  `tfsdk:"upto"`
}

func (counting) Metadata(_ context.Context, request action.MetadataRequest, response *action.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_count"
}

func (counting) Schema(_ context.Context, _ action.SchemaRequest, response *action.SchemaResponse) {
	response.Schema = schema.Schema{MarkdownDescription: "Counts.", Attributes: map[string]schema.Attribute{
		"what": schema.StringAttribute{Required: true, Validators: []validator.String{shortText{}}},
		"upto": schema.Int64Attribute{Optional: true},
	}}
}

func (counting) ValidateConfig(ctx context.Context, request action.ValidateConfigRequest, response *action.ValidateConfigResponse) {
	var what types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("what"), &what)...)
	if what.ValueString() == "mute" {
		response.Diagnostics.AddAttributeError(path.Root("what"), "It says nothing", "")
	}
}

func (counting) ModifyPlan(ctx context.Context, request action.ModifyPlanRequest, response *action.ModifyPlanResponse) {
	var config countingModel
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	switch config.What.ValueString() {
	case "none":
		response.Diagnostics.AddAttributeError(path.Root("what"), "There is none", "")
	case "later":
		if request.ClientCapabilities.DeferralAllowed {
			response.Deferred = &action.Deferred{Reason: action.DeferredReasonAbsentPrereq}
		}
	case "warn":
		response.Diagnostics.AddWarning("It takes long", "")
	}
}

func (counting) Invoke(ctx context.Context, request action.InvokeRequest, response *action.InvokeResponse) {
	var config countingModel
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	what := config.What.ValueString()
	for i := int64(1); i <= config.Upto.ValueInt64(); i++ {
		if what == "fail" && i == 2 {
			response.Diagnostics.AddAttributeError(path.Root("what"), "No more", "")
			return
		}
		response.SendProgress(action.InvokeProgressEvent{Message: what + " " + strconv.FormatInt(i, 10)})
	}
	if what == "warn" {
		response.Diagnostics.AddWarning("It took long", "")
	}
}
