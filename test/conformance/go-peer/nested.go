package main

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/int64default"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

var keep = []planmodifier.String{stringplanmodifier.UseStateForUnknown()}

// One attribute of each mode, for nesting.
func inner() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"text":   schema.StringAttribute{Required: true},
		"note":   schema.StringAttribute{Optional: true},
		"zone":   schema.StringAttribute{Optional: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
		"id":     schema.StringAttribute{Computed: true},
		"kept":   schema.StringAttribute{Computed: true, PlanModifiers: keep},
		"size":   schema.Int64Attribute{Optional: true, Computed: true, Default: int64default.StaticInt64(3)},
		"level":  schema.StringAttribute{Optional: true, Computed: true},
		"secret": schema.StringAttribute{Optional: true, Sensitive: true},
	}
}

// The same with a write-only attribute, which sets do not support.
func innerWithWriteOnly() map[string]schema.Attribute {
	attributes := inner()
	maps.Copy(attributes, map[string]schema.Attribute{"secret_wo": schema.StringAttribute{Optional: true, WriteOnly: true}})
	return attributes
}

func nestedSchema() schema.Schema {
	object := schema.NestedAttributeObject{Attributes: inner()}
	withWriteOnly := schema.NestedAttributeObject{Attributes: innerWithWriteOnly()}
	return schema.Schema{
		Attributes: map[string]schema.Attribute{
			"name": schema.StringAttribute{Required: true},
			"one":  schema.SingleNestedAttribute{Optional: true, Attributes: innerWithWriteOnly()},
			"many": schema.ListNestedAttribute{Optional: true, NestedObject: withWriteOnly},
			"bag":  schema.SetNestedAttribute{Optional: true, NestedObject: object},
			"plain": schema.SetNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
				Attributes: map[string]schema.Attribute{
					"text": schema.StringAttribute{Required: true},
					"note": schema.StringAttribute{Optional: true},
					"zone": schema.StringAttribute{Optional: true, PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplace()}},
				},
			}},
			"by_name": schema.MapNestedAttribute{Optional: true, NestedObject: withWriteOnly},
			"given":   schema.SingleNestedAttribute{Optional: true, Computed: true, Attributes: inner()},
			"given_many": schema.ListNestedAttribute{
				Optional: true, Computed: true, NestedObject: object,
			},
			"made": schema.ListNestedAttribute{Computed: true, NestedObject: schema.NestedAttributeObject{
				Attributes: map[string]schema.Attribute{"id": schema.StringAttribute{Computed: true}},
			}},
			"deep": schema.ListNestedAttribute{Optional: true, NestedObject: schema.NestedAttributeObject{
				Attributes: map[string]schema.Attribute{
					"by_name": schema.MapNestedAttribute{Optional: true, NestedObject: object},
				},
			}},
		},
		Blocks: map[string]schema.Block{
			"head": schema.SingleNestedBlock{Attributes: map[string]schema.Attribute{
				"text": schema.StringAttribute{Optional: true},
				"id":   schema.StringAttribute{Computed: true},
			}},
			"row": schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{
					"port":  schema.Int64Attribute{Required: true},
					"label": schema.StringAttribute{Optional: true, Computed: true, Default: stringdefault.StaticString("x")},
					"id":    schema.StringAttribute{Computed: true, PlanModifiers: keep},
				},
				Blocks: map[string]schema.Block{
					"cell": schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{
						Attributes: map[string]schema.Attribute{"value": schema.StringAttribute{Required: true}},
					}},
				},
			}},
			"tag": schema.SetNestedBlock{NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{
					"key": schema.StringAttribute{Required: true},
					"id":  schema.StringAttribute{Computed: true},
				},
			}},
		},
	}
}
