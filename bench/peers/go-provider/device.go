package main

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// peer_device has the attributes of gigaset_device, and does nothing.
type device struct{}

type deviceModel struct {
	MacID          types.String `tfsdk:"mac_id"`
	Mac            types.String `tfsdk:"mac"`
	URL            types.String `tfsdk:"url"`
	URLCredentials types.Object `tfsdk:"url_credentials"`
	ProviderName   types.String `tfsdk:"provider_name"`
	RegisteredAt   types.String `tfsdk:"registered_at"`
	Password       types.String `tfsdk:"password"`
	OnConflict     types.String `tfsdk:"on_conflict"`
}

func newDevice() resource.Resource { return device{} }

func (device) Metadata(_ context.Context, request resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_device"
}

func (device) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	kept := []planmodifier.String{stringplanmodifier.UseStateForUnknown()}
	response.Schema = schema.Schema{Attributes: map[string]schema.Attribute{
		"mac_id": schema.StringAttribute{
			Required:      true,
			Sensitive:     true,
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()},
		},
		"mac": schema.StringAttribute{Computed: true, PlanModifiers: kept},
		"url": schema.StringAttribute{Required: true},
		"url_credentials": schema.SingleNestedAttribute{
			Optional: true,
			Attributes: map[string]schema.Attribute{
				"username":            schema.StringAttribute{Required: true},
				"password":            schema.StringAttribute{Optional: true, Sensitive: true},
				"password_wo":         schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true},
				"password_wo_version": schema.Int64Attribute{Optional: true},
			},
		},
		"provider_name": schema.StringAttribute{Required: true},
		"registered_at": schema.StringAttribute{Computed: true, PlanModifiers: kept},
		"password":      schema.StringAttribute{Computed: true, Sensitive: true, PlanModifiers: kept},
		"on_conflict":   schema.StringAttribute{Optional: true},
	}}
}

func (device) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var plan deviceModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	plan.Mac = types.StringValue("7C2F80820EC0")
	plan.RegisteredAt = types.StringValue("2026-01-01 00:00:00")
	plan.Password = types.StringValue("password")
	response.Diagnostics.Append(response.State.Set(ctx, plan)...)
}

func (device) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	var state deviceModel
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	response.Diagnostics.Append(response.State.Set(ctx, state)...)
}

func (device) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	var plan deviceModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	response.Diagnostics.Append(response.State.Set(ctx, plan)...)
}

func (device) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
