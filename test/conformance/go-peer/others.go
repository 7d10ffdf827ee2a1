package main

import (
	"context"
	"math/big"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/list"
	listschema "github.com/hashicorp/terraform-plugin-framework/list/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A data source that counts letters.
type look struct{}

type lookModel struct {
	Text   types.String `tfsdk:"text"`
	Length types.Int64  `tfsdk:"length"`
	Parts  types.List   `tfsdk:"parts"`
}

var part = types.ObjectType{AttrTypes: map[string]attr.Type{"text": types.StringType}}

func (look) Metadata(_ context.Context, request datasource.MetadataRequest, response *datasource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_look"
}

func (look) Schema(_ context.Context, _ datasource.SchemaRequest, response *datasource.SchemaResponse) {
	response.Schema = schema.Schema{MarkdownDescription: "Looks at a text.", Attributes: map[string]schema.Attribute{
		"text":   schema.StringAttribute{Required: true, Validators: []validator.String{shortText{}}},
		"length": schema.Int64Attribute{Computed: true},
		"parts": schema.ListNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{
			Attributes: map[string]schema.Attribute{"text": schema.StringAttribute{Computed: true}},
		}},
	}}
}

func (look) ValidateConfig(ctx context.Context, request datasource.ValidateConfigRequest, response *datasource.ValidateConfigResponse) {
	var text types.String
	response.Diagnostics.Append(request.Config.GetAttribute(ctx, path.Root("text"), &text)...)
	if text.ValueString() == "mute" {
		response.Diagnostics.AddAttributeError(path.Root("text"), "It says nothing", "")
	}
}

func (look) Read(ctx context.Context, request datasource.ReadRequest, response *datasource.ReadResponse) {
	var config lookModel
	response.Diagnostics.Append(request.Config.Get(ctx, &config)...)
	text := config.Text.ValueString()
	switch text {
	case "none":
		response.Diagnostics.AddAttributeError(path.Root("text"), "There is none", "")
		return
	case "later":
		if request.ClientCapabilities.DeferralAllowed {
			response.State.Raw = tftypes.NewValue(response.State.Schema.Type().TerraformType(ctx), tftypes.UnknownValue)
			response.Deferred = &datasource.Deferred{Reason: datasource.DeferredReasonAbsentPrereq}
			return
		}
	case "dim":
		response.Diagnostics.AddWarning("It is dim", "")
	}
	config.Length = types.Int64Value(int64(len(text)))
	parts := []attr.Value{}
	for _, letter := range text {
		parts = append(parts, types.ObjectValueMust(part.AttrTypes, map[string]attr.Value{"text": types.StringValue(string(letter))}))
	}
	config.Parts = types.ListValueMust(part, parts)
	response.Diagnostics.Append(response.State.Set(ctx, config)...)
}

// A list of the configured number of resources.
type listing struct{}

func (listing) Metadata(ctx context.Context, request resource.MetadataRequest, response *resource.MetadataResponse) {
	modes{}.Metadata(ctx, request, response)
}

func (listing) ListResourceConfigSchema(_ context.Context, _ list.ListResourceSchemaRequest, response *list.ListResourceSchemaResponse) {
	response.Schema = listschema.Schema{MarkdownDescription: "Finds them.", Attributes: map[string]listschema.Attribute{
		"called": listschema.StringAttribute{Required: true, Validators: []validator.String{shortText{}}},
		"many":   listschema.Int64Attribute{Optional: true},
	}}
}

func (listing) List(ctx context.Context, request list.ListRequest, stream *list.ListResultsStream) {
	var called types.String
	var count types.Int64
	request.Config.GetAttribute(ctx, path.Root("called"), &called)
	request.Config.GetAttribute(ctx, path.Root("many"), &count)
	stream.Results = func(push func(list.ListResult) bool) {
		for i := int64(0); i < count.ValueInt64() && (request.Limit <= 0 || i < request.Limit); i++ {
			name := called.ValueString() + " " + strconv.FormatInt(i, 10)
			if name == "fail 1" {
				push(list.ListResult{Diagnostics: diag.Diagnostics{diag.NewErrorDiagnostic("No more", "")}})
				return
			}
			result := request.NewListResult(ctx)
			result.DisplayName = name
			if name == "warn 1" {
				result.Diagnostics.AddWarning("It is an old one", "")
			}
			if name != "bare 1" {
				result.Diagnostics.Append(result.Identity.Set(ctx, modesIdentity{types.StringValue(name), types.StringNull()})...)
			}
			if request.IncludeResource && name != "poor 1" {
				state := emptyModes()
				state.Name = types.StringValue(name)
				result.Diagnostics.Append(result.Resource.Set(ctx, state)...)
			}
			if !push(result) {
				return
			}
		}
	}
}

type joined struct{}

func (joined) Metadata(_ context.Context, _ function.MetadataRequest, response *function.MetadataResponse) {
	response.Name = "joined"
}

func (joined) Definition(_ context.Context, _ function.DefinitionRequest, response *function.DefinitionResponse) {
	response.Definition = function.Definition{
		Summary:             "Its arguments, one behind the other.",
		MarkdownDescription: "*Joins.*",
		Parameters:          []function.Parameter{function.StringParameter{Name: "separator", AllowNullValue: true, MarkdownDescription: "Between."}},
		VariadicParameter:   function.StringParameter{Name: "parts"},
		Return:              function.StringReturn{},
	}
}

func (joined) Run(ctx context.Context, request function.RunRequest, response *function.RunResponse) {
	var separator *string
	var parts []string
	response.Error = function.ConcatFuncErrors(response.Error, request.Arguments.Get(ctx, &separator, &parts))
	if separator == nil {
		separator = new(string)
	}
	for i, text := range parts {
		if text == "bad" {
			response.Error = function.NewArgumentFuncError(int64(i+1), "It is bad")
			return
		}
	}
	response.Error = function.ConcatFuncErrors(response.Error, response.Result.Set(ctx, strings.Join(parts, *separator)))
}

type half struct{}

func (half) Metadata(_ context.Context, _ function.MetadataRequest, response *function.MetadataResponse) {
	response.Name = "half"
}

func (half) Definition(_ context.Context, _ function.DefinitionRequest, response *function.DefinitionResponse) {
	response.Definition = function.Definition{
		Summary:    "Half of an even number.",
		Parameters: []function.Parameter{function.Int64Parameter{Name: "number"}},
		Return:     function.Int64Return{},
	}
}

func (half) Run(ctx context.Context, request function.RunRequest, response *function.RunResponse) {
	var number int64
	if response.Error = request.Arguments.Get(ctx, &number); response.Error != nil {
		return
	}
	switch {
	case number == 0:
		response.Error = function.NewFuncError("Nothing has no half")
	case number%2 != 0:
		response.Error = function.NewArgumentFuncError(0, "It is odd")
	default:
		response.Error = response.Result.Set(ctx, number/2)
	}
}

// The lines of a text as objects.
type rows struct{}

var row = types.ObjectType{AttrTypes: map[string]attr.Type{"name": types.StringType, "amount": types.NumberType}}

func (rows) Metadata(_ context.Context, _ function.MetadataRequest, response *function.MetadataResponse) {
	response.Name = "rows"
}

func (rows) Definition(_ context.Context, _ function.DefinitionRequest, response *function.DefinitionResponse) {
	response.Definition = function.Definition{
		Summary:    "Lines.",
		Parameters: []function.Parameter{function.StringParameter{Name: "text"}, function.ListParameter{Name: "skip", ElementType: types.StringType}},
		Return:     function.ListReturn{ElementType: row},
	}
}

func (rows) Run(ctx context.Context, request function.RunRequest, response *function.RunResponse) {
	var text string
	var skip []string
	if response.Error = request.Arguments.Get(ctx, &text, &skip); response.Error != nil {
		return
	}
	lines := []attr.Value{}
next:
	for _, line := range strings.Split(text, "\n") {
		name, amount, found := strings.Cut(line, ",")
		for _, one := range skip {
			if one == name {
				continue next
			}
		}
		number := types.NumberNull()
		if found {
			value, _, err := big.ParseFloat(amount, 10, 512, big.ToNearestEven)
			if err != nil {
				response.Error = function.NewArgumentFuncError(0, "No number")
				return
			}
			number = types.NumberValue(value)
		}
		lines = append(lines, types.ObjectValueMust(row.AttrTypes, map[string]attr.Value{"name": types.StringValue(name), "amount": number}))
	}
	response.Error = response.Result.Set(ctx, types.ListValueMust(row, lines))
}

// Returns its argument, whatever its type.
type like struct{}

func (like) Metadata(_ context.Context, _ function.MetadataRequest, response *function.MetadataResponse) {
	response.Name = "like"
}

func (like) Definition(_ context.Context, _ function.DefinitionRequest, response *function.DefinitionResponse) {
	response.Definition = function.Definition{
		Summary:    "The same.",
		Parameters: []function.Parameter{function.DynamicParameter{Name: "value"}},
		Return:     function.DynamicReturn{},
	}
}

func (like) Run(ctx context.Context, request function.RunRequest, response *function.RunResponse) {
	var value types.Dynamic
	if response.Error = request.Arguments.Get(ctx, &value); response.Error != nil {
		return
	}
	response.Error = response.Result.Set(ctx, value)
}
