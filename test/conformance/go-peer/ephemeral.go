package main

import (
	"context"
	"encoding/json"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A ticket that must be renewed at a fixed time.
type ticket struct{}

type ticketModel struct {
	Guest types.String `tfsdk:"guest"`
	Seat  types.Int64  `tfsdk:"seat"`
	Code  types.String `tfsdk:"code"`
}

var renewalTime = time.UnixMilli(1_900_000_000_250).UTC()

func (ticket) Metadata(_ context.Context, request ephemeral.MetadataRequest, response *ephemeral.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_ticket"
}

func (ticket) Schema(_ context.Context, _ ephemeral.SchemaRequest, response *ephemeral.SchemaResponse) {
	response.Schema = schema.Schema{MarkdownDescription: "Admits a guest.", Attributes: map[string]schema.Attribute{
		"guest": schema.StringAttribute{Required: true, Validators: []validator.String{shortText{}}},
		"seat":  schema.Int64Attribute{Optional: true},
		"code":  schema.StringAttribute{Computed: true, Sensitive: true},
	}}
}

func (ticket) ValidateConfig(ctx context.Context, request ephemeral.ValidateConfigRequest, response *ephemeral.ValidateConfigResponse) {
	var guest types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("guest"), &guest)...)
	if guest.ValueString() == "mute" {
		response.Diagnostics.AddAttributeError(path.Root("guest"), "It says nothing", "")
	}
}

func (ticket) Open(ctx context.Context, request ephemeral.OpenRequest, response *ephemeral.OpenResponse) {
	var config ticketModel
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	guest := config.Guest.ValueString()
	switch guest {
	case "none":
		response.Diagnostics.AddAttributeError(path.Root("guest"), "There is none", "")
		return
	case "later":
		if request.ClientCapabilities.DeferralAllowed {
			response.Deferred = &ephemeral.Deferred{Reason: ephemeral.DeferredReasonAbsentPrereq}
			return
		}
	case "warn":
		response.Diagnostics.AddWarning("It is an old one", "")
	}
	config.Code = types.StringValue("code of " + guest)
	if !config.Seat.IsNull() {
		response.RenewAt = renewalTime
	}
	kept, _ := json.Marshal(guest)
	response.Diagnostics.Append(response.Private.SetKey(ctx, "guest", kept)...)
	response.Diagnostics.Append(response.Result.Set(ctx, config)...)
}

func (ticket) Renew(ctx context.Context, request ephemeral.RenewRequest, response *ephemeral.RenewResponse) {
	var guest string
	kept, _ := request.Private.GetKey(ctx, "guest")
	_ = json.Unmarshal(kept, &guest)
	if guest == "fail" {
		response.Diagnostics.AddError("It has expired", "")
		return
	}
	response.RenewAt = renewalTime
	response.Diagnostics.Append(response.Private.SetKey(ctx, "renewed", []byte(`"yes"`))...)
}

func (ticket) Close(ctx context.Context, request ephemeral.CloseRequest, response *ephemeral.CloseResponse) {
	var guest string
	kept, _ := request.Private.GetKey(ctx, "guest")
	_ = json.Unmarshal(kept, &guest)
	if guest == "warn" {
		response.Diagnostics.AddWarning("It was not used", "")
	}
}
