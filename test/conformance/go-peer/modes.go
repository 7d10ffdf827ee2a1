package main

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/identityschema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/listdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// A resource with an attribute of each mode, a plan step, private state, an identity, import, upgrade and move.
type modes struct{}

type modesModel struct {
	Name            types.String `tfsdk:"name"`
	Region          types.String `tfsdk:"region"`
	Note            types.String `tfsdk:"note"`
	ID              types.String `tfsdk:"id"`
	Seen            types.String `tfsdk:"seen"`
	Size            types.Int64  `tfsdk:"size"`
	Level           types.String `tfsdk:"level"`
	Kept            types.String `tfsdk:"kept"`
	Tags            types.List   `tfsdk:"tags"`
	Grade           types.Int64  `tfsdk:"grade"`
	Zone            types.String `tfsdk:"zone"`
	Secret          types.String `tfsdk:"secret"`
	SecretWO        types.String `tfsdk:"secret_wo"`
	SecretWOVersion types.Int64  `tfsdk:"secret_wo_version"`
	Shout           types.String `tfsdk:"shout"`
	Stored          types.String `tfsdk:"stored"`
}

type modesIdentity struct {
	Name   types.String `tfsdk:"name"`
	Region types.String `tfsdk:"region"`
}

func (m modesModel) identity() modesIdentity { return modesIdentity{m.Name, m.Region} }

func (modes) Metadata(_ context.Context, request resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_modes"
}

func (modes) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	replace := stringplanmodifier.RequiresReplace()
	lowered := func(_ context.Context, request planmodifier.Int64Request, response *int64planmodifier.RequiresReplaceIfFuncResponse) {
		response.RequiresReplace = request.PlanValue.ValueInt64() < request.StateValue.ValueInt64()
	}
	response.Schema = schema.Schema{
		Version:             2,
		MarkdownDescription: "One of each *mode*.",
		Attributes: map[string]schema.Attribute{
			"name":   schema.StringAttribute{Required: true, PlanModifiers: []planmodifier.String{replace}, MarkdownDescription: "Its name."},
			"region": schema.StringAttribute{Optional: true},
			"note":   schema.StringAttribute{Optional: true},
			"id":     schema.StringAttribute{Computed: true, PlanModifiers: keep},
			"seen":   schema.StringAttribute{Computed: true},
			"size":   schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(3)},
			"level":  schema.StringAttribute{Optional: true, Computed: true},
			"kept":   schema.StringAttribute{Optional: true, Computed: true, PlanModifiers: keep},
			"tags": schema.ListAttribute{
				Optional: true, Computed: true, ElementType: types.StringType,
				Default: listdefault.StaticValue(types.ListValueMust(types.StringType, []attr.Value{types.StringValue("a")})),
			},
			"grade": schema.Int64Attribute{
				Optional: true, PlanModifiers: []planmodifier.Int64{int64planmodifier.RequiresReplaceIf(lowered, "", "")},
			},
			"zone": schema.StringAttribute{
				Optional: true, Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown(), replace},
			},
			"secret":            schema.StringAttribute{Optional: true, Sensitive: true},
			"secret_wo":         schema.StringAttribute{Optional: true, Sensitive: true, WriteOnly: true},
			"secret_wo_version": schema.Int64Attribute{Optional: true},
			"shout":             schema.StringAttribute{Computed: true},
			"stored":            schema.StringAttribute{Computed: true},
		},
	}
}

func (modes) IdentitySchema(_ context.Context, _ resource.IdentitySchemaRequest, response *resource.IdentitySchemaResponse) {
	response.IdentitySchema = identityschema.Schema{Attributes: map[string]identityschema.Attribute{
		"name":   identityschema.StringAttribute{RequiredForImport: true, Description: "Its name."},
		"region": identityschema.StringAttribute{OptionalForImport: true},
	}}
}

func (modes) ModifyPlan(ctx context.Context, request resource.ModifyPlanRequest, response *resource.ModifyPlanResponse) {
	if request.Plan.Raw.IsNull() {
		var state modesModel
		response.Diagnostics.Append(request.State.Get(ctx, &state)...)
		switch state.Note.ValueString() {
		case "protected":
			response.Diagnostics.AddAttributeError(path.Root("note"), "It is protected", "")
		case "dear":
			response.Diagnostics.AddWarning("It is dear to somebody", "")
		}
		return
	}
	var plan modesModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	if plan.Note.ValueString() == "later" && request.ClientCapabilities.DeferralAllowed {
		response.Deferred = &resource.Deferred{Reason: resource.DeferredReasonAbsentPrereq}
	}
	switch plan.Note.ValueString() {
	case "warn":
		response.Diagnostics.AddAttributeWarning(path.Root("note"), "It warns", "")
	case "refuse":
		response.Diagnostics.AddAttributeError(path.Root("note"), "It is refused", "")
		return
	case "anew":
		response.RequiresReplace = append(response.RequiresReplace, path.Root("note"))
	}
	shout := types.StringUnknown()
	if !plan.Name.IsUnknown() {
		shout = types.StringValue(plan.Name.ValueString() + "!")
	}
	response.Diagnostics.Append(response.Plan.SetAttribute(ctx, path.Root("shout"), shout)...)
	planned, _ := json.Marshal(plan.Note.ValueString())
	response.Diagnostics.Append(response.Private.SetKey(ctx, "planned", planned)...)
}

func (modes) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	var plan, config modesModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	plan.settle("nothing")
	if plan.Name.ValueString() == "create fails" {
		response.Diagnostics.AddAttributeError(path.Root("name"), "It was not made", "")
		return
	}
	secret, _ := json.Marshal(config.SecretWO.ValueString())
	response.Diagnostics.Append(response.Private.SetKey(ctx, "secret", secret)...)
	response.Diagnostics.Append(response.State.Set(ctx, plan)...)
	response.Diagnostics.Append(response.Identity.Set(ctx, plan.identity())...)
	if plan.Name.ValueString() == "half made" {
		response.Diagnostics.AddError("Only half of it was made", "")
	}
}

func (modes) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	var state modesModel
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	if state.Note.ValueString() == "gone" {
		response.State.RemoveResource(ctx)
		return
	}
	if state.Note.ValueString() == "unreadable" {
		response.Diagnostics.AddAttributeError(path.Root("note"), "It cannot be read", "")
		return
	}
	if state.Note.ValueString() == "later" && request.ClientCapabilities.DeferralAllowed {
		response.Deferred = &resource.Deferred{Reason: resource.DeferredReasonAbsentPrereq}
		return
	}
	state.Seen = types.StringValue("read")
	if state.ID.IsNull() {
		state.ID = types.StringValue("id of " + state.Name.ValueString())
	}
	response.Diagnostics.Append(response.Private.SetKey(ctx, "read", []byte(`"yes"`))...)
	response.Diagnostics.Append(response.State.Set(ctx, state)...)
	if request.Identity == nil || request.Identity.Raw.IsFullyNull() {
		response.Diagnostics.Append(response.Identity.Set(ctx, state.identity())...)
	}
}

func (modes) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	var plan, config, state modesModel
	response.Diagnostics.Append(request.Plan.Get(ctx, &plan)...)
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	switch plan.Note.ValueString() {
	case "update fails":
		response.Diagnostics.AddAttributeError(path.Root("note"), "It was not changed", "")
		return
	case "half changed":
		state.Seen = types.StringValue("half")
		response.Diagnostics.Append(response.State.Set(ctx, state)...)
		response.Diagnostics.AddError("Only half of it was changed", "")
		return
	}
	var before, planned string
	kept, _ := request.Private.GetKey(ctx, "secret")
	_ = json.Unmarshal(kept, &before)
	kept, _ = request.Private.GetKey(ctx, "planned")
	_ = json.Unmarshal(kept, &planned)
	plan.settle("before " + before + ", planned " + planned)
	secret, _ := json.Marshal(config.SecretWO.ValueString())
	response.Diagnostics.Append(response.Private.SetKey(ctx, "secret", secret)...)
	response.Diagnostics.Append(response.State.Set(ctx, plan)...)
}

// The plan with a known value in place of each unknown one.
func (m *modesModel) settle(stored string) {
	name := m.Name.ValueString()
	for open, value := range map[*types.String]string{
		&m.ID: "id of " + name, &m.Seen: "made", &m.Level: "middle", &m.Kept: "kept of " + name, &m.Zone: "home",
		&m.Stored: stored,
	} {
		if open.IsUnknown() {
			*open = types.StringValue(value)
		}
	}
}

func (modes) Delete(ctx context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	var state modesModel
	response.Diagnostics.Append(request.State.Get(ctx, &state)...)
	switch state.Note.ValueString() {
	case "held":
		response.Diagnostics.AddAttributeError(path.Root("note"), "It is held", "")
	case "missed":
		response.Diagnostics.AddWarning("It was gone already", "")
	}
}

func (modes) ImportState(ctx context.Context, request resource.ImportStateRequest, response *resource.ImportStateResponse) {
	var identity modesIdentity
	name := types.StringValue(request.ID)
	region := types.StringNull()
	if request.ID == "" {
		response.Diagnostics.Append(request.Identity.Get(ctx, &identity)...)
		name, region = identity.Name, identity.Region
	}
	if strings.Contains(name.ValueString(), "?") {
		response.Diagnostics.AddError("No name", "")
		return
	}
	response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root("name"), name)...)
	response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root("region"), region)...)
	response.Diagnostics.Append(response.Identity.Set(ctx, modesIdentity{name, region})...)
}

func (modes) UpgradeState(context.Context) map[int64]resource.StateUpgrader {
	prior := schema.Schema{Attributes: map[string]schema.Attribute{
		"title": schema.StringAttribute{Required: true},
		"size":  schema.NumberAttribute{Optional: true},
	}}
	return map[int64]resource.StateUpgrader{1: {
		PriorSchema: &prior,
		StateUpgrader: func(ctx context.Context, request resource.UpgradeStateRequest, response *resource.UpgradeStateResponse) {
			var title types.String
			var size types.Number
			response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("title"), &title)...)
			response.Diagnostics.Append(request.State.GetAttribute(ctx, path.Root("size"), &size)...)
			if title.ValueString() == "" {
				response.Diagnostics.AddError("It has no title", "")
				return
			}
			state := emptyModes()
			state.Name = title
			if !size.IsNull() {
				whole, _ := size.ValueBigFloat().Int64()
				state.Size = types.Int64Value(whole)
			}
			response.Diagnostics.Append(response.State.Set(ctx, state)...)
		},
	}}
}

func emptyModes() modesModel {
	return modesModel{Tags: types.ListNull(types.StringType)}
}

func (modes) MoveState(context.Context) []resource.StateMover {
	source := schema.Schema{Attributes: map[string]schema.Attribute{
		"id":       schema.StringAttribute{Computed: true},
		"triggers": schema.MapAttribute{Optional: true, ElementType: types.StringType},
	}}
	return []resource.StateMover{{
		SourceSchema: &source,
		StateMover: func(ctx context.Context, request resource.MoveStateRequest, response *resource.MoveStateResponse) {
			if request.SourceTypeName != "null_resource" || request.SourceState == nil {
				return
			}
			state := emptyModes()
			response.Diagnostics.Append(request.SourceState.GetAttribute(ctx, path.Root("id"), &state.ID)...)
			state.Name = types.StringValue("moved")
			response.Diagnostics.Append(response.TargetState.Set(ctx, state)...)
			response.Diagnostics.Append(response.TargetIdentity.Set(ctx, state.identity())...)
		},
	}}
}
