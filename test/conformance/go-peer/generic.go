package main

import (
	"context"
	"math/big"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A resource that keeps the plan, and sets each unknown value by its type.
type generic struct {
	name   string
	schema func() schema.Schema
}

func (g generic) Metadata(_ context.Context, request resource.MetadataRequest, response *resource.MetadataResponse) {
	response.TypeName = request.ProviderTypeName + "_" + g.name
}

func (g generic) Schema(_ context.Context, _ resource.SchemaRequest, response *resource.SchemaResponse) {
	response.Schema = g.schema()
}

func (g generic) Create(ctx context.Context, request resource.CreateRequest, response *resource.CreateResponse) {
	response.State.Raw = filled(request.Plan.Raw)
	switch nameIn(request.Plan.Raw) {
	case "create fails":
		response.State.RemoveResource(ctx)
		response.Diagnostics.AddAttributeError(path.Root("name"), "It was not made", "")
	case "half made":
		response.Diagnostics.AddError("Only half of it was made", "")
	case "made late":
		response.Diagnostics.AddAttributeWarning(path.Root("name"), "It was made late", "")
	case "left open":
		response.State.Raw = request.Plan.Raw
	}
}

func (g generic) Read(ctx context.Context, request resource.ReadRequest, response *resource.ReadResponse) {
	switch nameIn(request.State.Raw) {
	case "gone":
		response.State.RemoveResource(ctx)
	case "unreadable":
		response.Diagnostics.AddAttributeError(path.Root("name"), "It cannot be read", "")
	case "drifting":
		response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root("name"), "drifted")...)
		response.Diagnostics.AddWarning("It has drifted", "")
	}
}

func (g generic) Update(ctx context.Context, request resource.UpdateRequest, response *resource.UpdateResponse) {
	switch nameIn(request.Plan.Raw) {
	case "update fails":
		response.Diagnostics.AddAttributeError(path.Root("name"), "It was not changed", "")
		return
	case "half changed":
		response.Diagnostics.Append(response.State.SetAttribute(ctx, path.Root("name"), "half")...)
		response.Diagnostics.AddError("Only half of it was changed", "")
		return
	}
	response.State.Raw = filled(request.Plan.Raw)
}

func (g generic) Delete(_ context.Context, request resource.DeleteRequest, response *resource.DeleteResponse) {
	if nameIn(request.State.Raw) == "held" {
		response.Diagnostics.AddAttributeError(path.Root("name"), "It is held", "")
	}
}

func nameIn(raw tftypes.Value) string {
	var attributes map[string]tftypes.Value
	var name string
	if raw.As(&attributes) == nil && attributes["name"].IsKnown() {
		_ = attributes["name"].As(&name)
	}
	return name
}

// The value with a known one in place of each unknown.
func filled(raw tftypes.Value) tftypes.Value {
	value, err := tftypes.Transform(raw, func(_ *tftypes.AttributePath, value tftypes.Value) (tftypes.Value, error) {
		if value.IsKnown() {
			return value, nil
		}
		return made(value.Type()), nil
	})
	if err != nil {
		panic(err)
	}
	return value
}

func made(of tftypes.Type) tftypes.Value {
	switch kind := of.(type) {
	case tftypes.List, tftypes.Set:
		return tftypes.NewValue(of, []tftypes.Value{})
	case tftypes.Map:
		return tftypes.NewValue(of, map[string]tftypes.Value{})
	case tftypes.Tuple:
		var elements []tftypes.Value
		for _, element := range kind.ElementTypes {
			elements = append(elements, made(element))
		}
		return tftypes.NewValue(of, elements)
	case tftypes.Object:
		attributes := map[string]tftypes.Value{}
		for name, attribute := range kind.AttributeTypes {
			attributes[name] = made(attribute)
		}
		return tftypes.NewValue(of, attributes)
	}
	switch {
	case of.Is(tftypes.Bool):
		return tftypes.NewValue(of, true)
	case of.Is(tftypes.Number):
		return tftypes.NewValue(of, big.NewFloat(7))
	}
	return tftypes.NewValue(tftypes.String, "made")
}
