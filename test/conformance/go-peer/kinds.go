package main

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

var (
	place  = map[string]attr.Type{"floor": types.Int64Type, "room": types.StringType}
	person = types.ObjectType{AttrTypes: map[string]attr.Type{"name": types.StringType, "age": types.NumberType}}
)

// Each type in three modes: optional, optional computed, computed.
func kindsSchema() schema.Schema {
	attributes := map[string]schema.Attribute{"name": schema.StringAttribute{Required: true}}
	for prefix, mode := range map[string][2]bool{"": {true, false}, "given_": {true, true}, "made_": {false, true}} {
		optional, computed := mode[0], mode[1]
		attributes[prefix+"text"] = schema.StringAttribute{Optional: optional, Computed: computed}
		attributes[prefix+"flag"] = schema.BoolAttribute{Optional: optional, Computed: computed}
		attributes[prefix+"whole"] = schema.Int64Attribute{Optional: optional, Computed: computed}
		attributes[prefix+"ratio"] = schema.Float64Attribute{Optional: optional, Computed: computed}
		attributes[prefix+"amount"] = schema.NumberAttribute{Optional: optional, Computed: computed}
		attributes[prefix+"texts"] = schema.ListAttribute{Optional: optional, Computed: computed, ElementType: types.StringType}
		attributes[prefix+"bag"] = schema.SetAttribute{Optional: optional, Computed: computed, ElementType: types.StringType}
		attributes[prefix+"rates"] = schema.MapAttribute{Optional: optional, Computed: computed, ElementType: types.NumberType}
		attributes[prefix+"place"] = schema.ObjectAttribute{Optional: optional, Computed: computed, AttributeTypes: place}
		attributes[prefix+"grid"] = schema.ListAttribute{Optional: optional, Computed: computed, ElementType: types.ListType{ElemType: types.Int64Type}}
		attributes[prefix+"people"] = schema.SetAttribute{Optional: optional, Computed: computed, ElementType: person}
		attributes[prefix+"anything"] = schema.DynamicAttribute{Optional: optional, Computed: computed}
	}
	return schema.Schema{Attributes: attributes}
}
